import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  runBuildx,
  runSlipway,
  temporaryDirectory,
  withKnownRequest,
} from "../support/index.js";

let builder: string;
let context: string;

beforeAll(async () => {
  builder = await createBuilder("provenance");
  context = busyboxContext("ARG NAME\nRUN echo $NAME\n");
});

const key = "buildx.build.provenance";

/** What the metadata file says of the provenance, less what differs between two builds: ids, times, the load. */
async function provenance(run: typeof runBuildx, mode: string | undefined, ...args: string[]) {
  const file = join(temporaryDirectory("metadata"), "metadata.json");
  const { code, stderr } = await run(
    ["build", "--builder", builder, "--progress", "plain", "--metadata-file", file, ...args, context],
    { env: { BUILDX_METADATA_PROVENANCE: mode } },
  );
  expect(stderr).not.toContain("ERROR");
  expect(code).toBe(0);
  const metadata = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const text = JSON.stringify(metadata[key], (name, value) => (varying.has(name) ? typeof value : value));
  const timeless: unknown = text === undefined ? undefined : JSON.parse(text);
  return { timeless, value: metadata[key] as Record<string, unknown> | undefined, stderr };
}

const varying = new Set([
  "buildInvocationID",
  "buildStartedOn",
  "buildFinishedOn",
  "sysUsage",
  "resourceUsage",
  "digestMapping",
  "layers",
]);

test.each([
  ["without a wish", undefined],
  ["min", "min"],
  ["max", "max"],
])("the metadata file holds the provenance as docker-buildx writes it: %s", async (_name, mode) => {
  const args = ["-o", "type=image", "--build-arg", "NAME=x", "--label", "a=b"];
  const theirs = await provenance(runBuildx, mode, ...args);
  const ours = await provenance(runSlipway, mode, ...args);
  expect(withKnownRequest(ours.timeless, theirs.timeless)).toEqual(theirs.timeless);
  expect(ours.value).toHaveProperty(["invocation", "parameters", "args", "build-arg:NAME"], "x");
  expect("buildConfig" in (ours.value ?? {})).toBe(mode === "max");
  expect("metadata" in (ours.value ?? {})).toBe(mode === "max");
  expect(ours.stderr).toMatch(/^#\d+ resolving provenance for metadata file$/m);
});

test("the metadata file holds the request as the daemon attests it, whatever its version says of it", async () => {
  const layout = temporaryDirectory("attested");
  const args = ["--provenance=mode=max,version=v1", "-o", `type=oci,tar=false,dest=${layout}`];
  const { value } = await provenance(runSlipway, "max", ...args, "--build-arg", "NAME=attested");
  const blobs = join(layout, "blobs/sha256");
  const statements = readdirSync(blobs)
    .map((name) => readFileSync(join(blobs, name)))
    .filter((content) => content.includes('"predicateType":"https://slsa.dev/provenance/v1"'))
    .map((content) => JSON.parse(content.toString("utf8")));
  expect(statements).toHaveLength(1);
  const { request } = statements[0].predicate.buildDefinition.externalParameters;
  expect(value).toHaveProperty(["invocation", "parameters"], request);
  expect(request.args).toMatchObject({ "build-arg:NAME": "attested" });
});

test("the metadata file holds no provenance when that is switched off", async () => {
  const { value, stderr } = await provenance(runSlipway, "disabled", "-o", "type=image");
  expect(value).toBeUndefined();
  expect(stderr).not.toContain("resolving provenance");
});
