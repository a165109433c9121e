import { describe, expect, test, vi } from "vitest";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import { BuildHistoryRecordSchema } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { listAttachments } from "./attachments.js";
import { AttributeReader } from "./attribute-reader.js";
import { readConfig } from "./build-config.js";
import { materialsOf } from "./materials.js";
import { StepLog } from "./step-log.js";

describe("the output of a step", () => {
  const log = (limit = 16) => {
    const step = new StepLog("sha256:a", limit);
    const push = (text: string, stream = 1, vertex = "sha256:a") =>
      step.update({ logs: [{ vertex, stream, data: Buffer.from(text), timestamp: 0n }] });
    return { step, push };
  };

  test("is put together over the pieces it came in, each stream by itself, without empty lines", () => {
    const { step, push } = log();
    push("one\n\ntw");
    push("err", 2);
    push("o\nthree");
    push("or\n", 2);
    push("x\n", 1, "sha256:other");
    expect(step.lines).toEqual(["one", "two", "error", "three"]);
  });

  test("is kept to its last lines, of bounded length", () => {
    const { step, push } = log(2);
    for (let line = 0; line < 1000; line++) push(`${line}\n`);
    push("x".repeat(100_000));
    push("y".repeat(100_000));
    expect(step.lines).toHaveLength(2);
    expect(step.lines[0]).toBe("999");
    expect(step.lines[1]).toHaveLength(16 * 1024);
  });

  test("has the step's latest name", () => {
    const { step } = log();
    const vertex = { digest: "sha256:a", inputs: [], cached: false };
    step.update({ vertexes: [{ ...vertex, name: "first" }] });
    step.update({
      vertexes: [
        { ...vertex, name: "second" },
        { ...vertex, digest: "b", name: "no" },
      ],
    });
    expect(step.name).toBe("second");
  });
});

test("what a build was told is read into its config, and what nobody knows is listed", () => {
  const problems: string[] = [];
  const attributes = new AttributeReader(
    {
      "no-cache": "a,b",
      "add-hosts": 'h=1,"x',
      "build-arg:BUILDKIT_MULTI_PLATFORM": "perhaps",
      "build-arg:FOO": "1",
      "vcs:source": "x",
      memory: "1024",
      odd: "1",
    },
    problems,
  );
  expect(readConfig(attributes)).toEqual({
    noCacheFilter: ["a", "b"],
    memory: "1024",
    rest: [{ name: "odd", value: "1" }],
  });
  expect(problems).toEqual([
    'failed to parse perhaps: (strconv.ParseBool: parsing "perhaps": invalid syntax)',
    expect.stringMatching(/^failed to parse h=1,"x: \(parse error/),
  ]);
});

test.each([
  [{ buildDefinition: { resolvedDependencies: [{ uri: "u", digest: { sha256: "aa" } }] } }, ["sha256:aa"]],
  [{ materials: [{ uri: "u", digest: { sha256: "bb", sha1: "cc" } }] }, ["sha1:cc", "sha256:bb"]],
])("materials are read from %j", (predicate, digests) => {
  expect(materialsOf(predicate)).toEqual([{ uri: "u", digests }]);
});

test.each([undefined, null, 1, [], { materials: 1 }, { buildDefinition: null }])(
  "%j has no materials",
  (predicate) => {
    expect(materialsOf(predicate)).toEqual([]);
  },
);

describe("attachments", () => {
  const index = "application/vnd.oci.image.index.v1+json";
  const manifest = "application/vnd.oci.image.manifest.v1+json";
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

  function clientWith(blobs: Readonly<Record<string, unknown>>): BuildKitClient {
    const client = {
      contentSize: async (wanted: string) => (wanted in blobs ? 10 : undefined),
      readContent: async ({ digest: wanted }: { digest: string }) => Buffer.from(String(blobs[wanted])),
    };
    return client as unknown as BuildKitClient;
  }

  const descriptor = (mediaType: string, letter: string) => ({
    mediaType,
    digest: digest(letter),
    size: 10n,
  });

  const record = create(BuildHistoryRecordSchema, {
    result: { results: { "0": descriptor(index, "a"), "1": descriptor(manifest, "f") } },
    results: {
      "linux/arm64": {
        attestations: [
          {
            ...descriptor("application/vnd.in-toto+json", "b"),
            annotations: { "in-toto.io/predicate-type": "p" },
          },
        ],
      },
    },
  });

  test("are statements and results that are still there, with what an index holds", async () => {
    const children = [
      { mediaType: manifest, digest: digest("c"), platform: { os: "linux", architecture: "arm64" } },
      {
        mediaType: manifest,
        digest: digest("d"),
        annotations: { "vnd.docker.reference.type": "attestation-manifest" },
      },
      { mediaType: manifest, digest: digest("e") },
      null,
    ];
    const client = clientWith({
      [digest("a")]: JSON.stringify({ manifests: children }),
      [digest("c")]: "",
      [digest("d")]: "",
    });
    expect(await listAttachments(record, { client })).toEqual([
      { digest: digest("a"), size: 10, type: index },
      { digest: digest("c"), size: 0, type: manifest, platform: "linux/arm64" },
      { digest: digest("b"), size: 10, type: "p", platform: "linux/arm64" },
    ]);
  });

  test.each(["no JSON", "{}", '{"manifests":{}}', "[]"])(
    "an index that is %s holds nothing",
    async (content) => {
      const found = await listAttachments(record, { client: clientWith({ [digest("a")]: content }) });
      expect(found.map(({ type }) => type)).toEqual([index, "p"]);
    },
  );

  test("of an index that holds itself come to an end", async () => {
    const self = { mediaType: index, digest: digest("a"), size: 10 };
    const client = clientWith({ [digest("a")]: JSON.stringify({ manifests: Array(50).fill(self) }) });
    expect((await listAttachments(record, { client })).length).toBeLessThanOrEqual(1000);
  });

  test("that are not listed come to an end, in indexes that lead to each other again and again", async () => {
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const to = (letter: string) => ({ mediaType: index, digest: digest(letter), size: 10, annotations });
    const levels = ["a", "b", "c", "d", "e"].map((letter, level, all): [string, string] => [
      digest(letter),
      JSON.stringify({ manifests: Array(20).fill(to(all[level + 1] ?? "f")) }),
    ]);
    const client = clientWith(Object.fromEntries(levels));
    const contentSize = vi.spyOn(client, "contentSize");
    expect((await listAttachments(record, { client })).map(({ type }) => type)).toEqual([index, "p"]);
    expect(contentSize.mock.calls.length).toBeLessThanOrEqual(7);
  });

  test("are looked for a bounded number of times, and in a bounded size of indexes", async () => {
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const to = (n: number) => ({
      mediaType: index,
      digest: `sha256:${n.toString(16).padStart(64, "0")}`,
      annotations,
    });
    const manifests = Array.from({ length: 10_000 }, (_, n) => to(n));
    const client = clientWith({ [digest("a")]: JSON.stringify({ manifests }) });
    const contentSize = vi.spyOn(client, "contentSize").mockResolvedValue(10);
    const large = Buffer.from(JSON.stringify({ manifests, padding: " ".repeat(2 * 1024 * 1024) }));
    const readContent = vi.spyOn(client, "readContent").mockResolvedValue(large);
    await listAttachments(record, { client });
    expect(contentSize.mock.calls.length).toBeLessThanOrEqual(4_000);
    expect(readContent.mock.calls.length).toBeLessThan(10);
  });
});
