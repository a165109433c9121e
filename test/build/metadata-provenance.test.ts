import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  runBuildx,
  runSlipway,
  temporaryDirectory,
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
  return { text, value: metadata[key] as Record<string, unknown> | undefined, stderr };
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
  expect(ours.text).toBe(theirs.text);
  expect(ours.value).toHaveProperty(["invocation", "parameters", "args", "build-arg:NAME"], "x");
  expect("buildConfig" in (ours.value ?? {})).toBe(mode === "max");
  expect("metadata" in (ours.value ?? {})).toBe(mode === "max");
  expect(ours.stderr).toMatch(/^#\d+ resolving provenance for metadata file$/m);
});

test("the metadata file holds no provenance when that is switched off", async () => {
  const { value, stderr } = await provenance(runSlipway, "disabled", "-o", "type=image");
  expect(value).toBeUndefined();
  expect(stderr).not.toContain("resolving provenance");
});
