import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { build } from "../../src/index.js";
import {
  builderName,
  busyboxContext,
  contextDirectory,
  lab,
  nativeArchitecture,
  parsePlain,
  programEnvironment,
  type RunResult,
  runBuildx,
  runSlipway,
  temporaryDirectory,
  withKnownRequest,
} from "../support/index.js";

/** Everything the daemon and the client put into the index, less what tells the time. */
const bothPlatforms = ["--platform", "linux/amd64,linux/arm64", "--provenance=false"];
const programs = [
  ["buildx", runBuildx],
  ["slipway", runSlipway],
] as const;

let builder: string;
let context: string;
let repository: string;

/** A second endpoint for the same engine: a builder's nodes must differ in theirs. */
function secondEndpoint(): string {
  const socket = join(temporaryDirectory("endpoint"), "engine.sock");
  symlinkSync(new URL(lab.engineHost).pathname, socket);
  return `unix://${socket}`;
}

beforeAll(async () => {
  builder = builderName("nodes");
  repository = `${lab.registry}/${builder}`;
  const common = [
    ...["create", "--name", builder, "--driver", "docker-container", "--bootstrap"],
    ...["--driver-opt", `image=${lab.image}`, "--driver-opt", "network=host"],
  ];
  const first = ["--node", `${builder}0`, "--platform", "linux/amd64"];
  const second = ["--append", "--node", `${builder}1`, "--platform", "linux/arm64", secondEndpoint()];
  for (const node of [first, second]) {
    const { code, stderr } = await runBuildx([...common, ...node]);
    expect(stderr).not.toContain("ERROR");
    expect(code).toBe(0);
  }
  context = busyboxContext("RUN echo built\n", { architectures: ["amd64", "arm64"] });
});

/** Builds with both programs; `arguments_` may hold what must differ between them, by their name. */
async function buildWithBoth(arguments_: (program: string) => readonly string[]) {
  const results: Record<string, { run: RunResult; metadata: Record<string, unknown> }> = {};
  for (const [program, run] of programs) {
    const metadataFile = join(temporaryDirectory("metadata"), "metadata.json");
    const result = await run([
      ...["build", "--builder", builder, "--progress", "plain", "--metadata-file", metadataFile],
      ...arguments_(program),
      context,
    ]);
    const metadata = existsSync(metadataFile) ? JSON.parse(readFileSync(metadataFile, "utf8")) : {};
    results[program] = { run: result, metadata };
  }
  const { buildx, slipway } = results;
  if (buildx === undefined || slipway === undefined) throw new Error("a program is missing");
  return { buildx, slipway };
}

/** What the steps printed, by the vertex, in raw JSON. */
function rawLogs(text: string): string {
  const updates = text.split("\n").filter((line) => line.startsWith("{"));
  const logs = updates.flatMap((line) => (JSON.parse(line) as { logs?: { data: string }[] }).logs ?? []);
  return logs.map(({ data }) => Buffer.from(data, "base64").toString()).join("");
}

interface IndexJson {
  readonly mediaType: string;
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

async function fetchIndex(name: string, tag: string): Promise<{ text: string; index: IndexJson }> {
  const path = name.slice(lab.registry.length + 1);
  const response = await fetch(`http://${lab.registry}/v2/${path}/manifests/${tag}`, {
    headers: { Accept: "application/vnd.oci.image.index.v1+json" },
  });
  const text = await response.text();
  return { text, index: JSON.parse(text) as IndexJson };
}

describe("a build on two nodes", () => {
  test("pushes one index, the same as docker-buildx", async () => {
    const { buildx, slipway } = await buildWithBoth((program) => [
      ...bothPlatforms,
      ...["--push", "-t", `${repository}/a:${program}`, "-t", `${repository}/b:${program}`],
      ...["--annotation", "index:org.example.note=<a & b>"],
      ...["--annotation", "manifest-descriptor[linux/arm64]:org.example.arm=1"],
      ...["--annotation", "manifest:org.example.all=2"],
    ]);
    expect(slipway.run.code).toBe(0);
    expect(slipway.metadata).toEqual(buildx.metadata);
    expect(Object.keys(slipway.metadata)).toEqual(["containerimage.digest"]);
    const theirs = await fetchIndex(`${repository}/a`, "buildx");
    const { text, index } = await fetchIndex(`${repository}/a`, "slipway");
    expect(text).toBe(theirs.text);
    expect((await fetchIndex(`${repository}/b`, "slipway")).text).toBe(text);
    expect(index.manifests.map(({ platform }) => platform.architecture)).toEqual(["amd64", "arm64"]);
    expect(index.annotations).toEqual({ "org.example.note": "<a & b>" });
    expect(index.manifests[1]?.annotations).toEqual({ "org.example.arm": "1" });
    const merge = (run: RunResult) =>
      parsePlain(run.stderr)
        .steps.filter(({ name }) => name.startsWith("merging"))
        .map(({ name, lines }) => [name.replaceAll(/:(buildx|slipway)/g, ""), lines]);
    expect(merge(slipway.run)).toEqual([[`merging manifest list ${repository}/a,${repository}/b`, ["DONE"]]]);
    expect(merge(slipway.run)).toEqual(merge(buildx.run));
  });

  test("keeps each node's attestations in the index", async () => {
    const { code } = await runSlipway([
      ...["build", "--builder", builder, "--platform", "linux/amd64,linux/arm64"],
      ...["--provenance=mode=max", "--push", "-t", `${repository}/attested:1`, context],
    ]);
    expect(code).toBe(0);
    const { manifests } = (await fetchIndex(`${repository}/attested`, "1")).index;
    const images = manifests.filter(({ platform }) => platform.architecture !== "unknown");
    const subjects = manifests.map(({ annotations }) => annotations?.["vnd.docker.reference.digest"]);
    expect(images.map(({ platform }) => platform.architecture)).toEqual(["amd64", "arm64"]);
    expect(subjects.filter((subject) => subject !== undefined)).toEqual(images.map(({ digest }) => digest));
  });

  test("prints the index's digest with -q", async () => {
    const digests: string[] = [];
    for (const [, run] of programs) {
      const { stdout } = await run([
        ...["build", "--builder", builder, "-q", ...bothPlatforms],
        ...["--push", "-t", `${repository}/quiet:1`, context],
      ]);
      digests.push(stdout);
    }
    expect(digests[1]).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    expect(digests[1]).toBe(digests[0]);
  });

  test("writes a local output of both platforms, with the first node's metadata", async () => {
    const destinations: Record<string, string> = { buildx: "", slipway: "" };
    const { buildx, slipway } = await buildWithBoth((program) => {
      const destination = temporaryDirectory(`out-${program}`);
      destinations[program] = destination;
      return [...bothPlatforms, "--provenance=mode=min", "-o", `type=local,dest=${destination}`];
    });
    expect(slipway.run.code).toBe(0);
    expect(readdirSync(destinations.slipway ?? "").sort()).toEqual(["linux_amd64", "linux_arm64"]);
    const key = "buildx.build.provenance/linux/amd64";
    expect(Object.keys(slipway.metadata)).toEqual([key, "buildx.build.ref"]);
    expect(withKnownRequest(slipway.metadata[key], buildx.metadata[key])).toEqual(buildx.metadata[key]);
    expect(slipway.metadata["buildx.build.ref"]).toMatch(new RegExp(`^${builder}/${builder}0/[0-9a-z]{25}$`));
  });

  test.each([
    ["an OCI archive", ["-o", "type=oci,dest=DIR/image.tar"]],
    ["a tar archive", ["-o", "type=tar,dest=DIR/files.tar"]],
    ["a push without a tag", ["-o", "type=image,push=true"]],
  ])("refuses %s with docker-buildx's words", async (_what, output) => {
    // docker-buildx makes the file before it refuses.
    const directory = temporaryDirectory("refused");
    const { buildx, slipway } = await buildWithBoth(() => [
      ...bothPlatforms,
      ...output.map((argument) => argument.replace("DIR", directory)),
    ]);
    const message = (run: RunResult) => /^ERROR: .*$/m.exec(run.stderr)?.[0];
    expect(slipway.run.code).toBe(buildx.run.code);
    expect(message(slipway.run)).toMatch(/^ERROR: failed to build: /);
    expect(message(slipway.run)).toBe(message(buildx.run));
  });

  describe("that share a step", () => {
    // Contexts are different to each node's daemon, so that only what comes from a registry is the same.
    const printing = "for i in 1 2 3; do echo line $i; sleep 0.3; done; echo out > /out";
    let shared: string;
    beforeAll(async () => {
      const tools = `${repository}/tools:1`;
      const made = [
        "build",
        "--builder",
        builder,
        "--platform",
        `linux/${nativeArchitecture}`,
        "--push",
        "-t",
        tools,
      ];
      expect((await runSlipway([...made, busyboxContext("")])).code).toBe(0);
      const step = JSON.stringify(["/bin/busybox", "sh", "-c", printing]);
      const stages = [`FROM --platform=$BUILDPLATFORM ${tools} AS shared`, `RUN ${step}`, "FROM scratch"];
      shared = contextDirectory({
        Dockerfile: `${[...stages, "COPY --from=shared /out /out"].join("\n")}\n`,
      });
    });
    const lines = ["line 1", "line 2", "line 3"];
    const times = (text: string, line: string) => text.split(line).length - 1;

    test.each(["plain", "rawjson"])("tells each line once in %s, as docker-buildx does", async (progress) => {
      for (const [program, run] of programs) {
        const { code, stderr } = await run([
          ...["build", "--builder", builder, "--no-cache", "--progress", progress],
          ...bothPlatforms,
          shared,
        ]);
        expect(code, stderr).toBe(0);
        const found = progress === "plain" ? stderr : rawLogs(stderr);
        const counts = lines.map((line) => times(found, `${line}\n`));
        // docker-buildx takes the other node's lines from when the first node is through with the step.
        if (program === "buildx") expect(Math.min(...counts), stderr).toBe(1);
        else expect(counts, stderr).toEqual([1, 1, 1]);
      }
    });

    test("gives each line once as an event of the library", async () => {
      const env = programEnvironment();
      const seen: string[] = [];
      const building = build({
        ...{ env, builder, context: shared, noCache: true, provenance: "false" },
        platforms: ["linux/amd64", "linux/arm64"],
      });
      for await (const event of building) if (event.type === "log") seen.push(event.line);
      await building;
      expect(lines.map((line) => times(`${seen.join("\n")}\n`, line))).toEqual([1, 1, 1]);
    });
  });

  test("uses one node only for one platform", async () => {
    const { buildx, slipway } = await buildWithBoth(() => [
      ...["--platform", "linux/arm64", "--provenance=false", "--push", "-t", `${repository}/one:1`],
    ]);
    const digest = "containerimage.digest";
    expect(slipway.metadata[digest]).toBe(buildx.metadata[digest]);
    expect(slipway.metadata["buildx.build.ref"]).toContain(`${builder}/${builder}1/`);
    expect(slipway.run.stderr).not.toContain("merging manifest list");
  });
});
