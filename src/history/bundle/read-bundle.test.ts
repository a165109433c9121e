import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  BuildHistoryRecordSchema,
  StatusResponseSchema,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create, toBinary } from "../../buildkit/protobuf/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import type { SolveStatus } from "../../progress/model/status.js";
import { BundleBlobs } from "./bundle-blobs.js";
import { openBundle } from "./read-bundle.js";
import { recordJson } from "./record-json.js";
import { writeBundle } from "./write-bundle.js";

const place = { builder: ".bundle", node: "1" };

async function bundleOf(refs: readonly string[]): Promise<Buffer> {
  const blobs = new BundleBlobs();
  const message = toBinary(StatusResponseSchema, {
    vertexes: [{ digest: "sha256:a", name: "[1/2] RUN x" }],
    logs: [{ vertex: "sha256:a", stream: 1n, msg: Buffer.from("hello\n") }],
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.length);
  const log = blobs.add(
    "application/vnd.buildkit.status.v0",
    Buffer.concat([length, message, length, message]),
  );
  const manifests = refs.map((ref) => {
    const record = create(BuildHistoryRecordSchema, {
      ref,
      frontendAttrs: { target: "app" },
      createdAt: { seconds: 5n, nanos: 7 },
      error: { code: 2, message: "no" },
      logs: { mediaType: "x", digest: log.digest, size: BigInt(log.size) },
      numTotalSteps: 3,
    });
    const state = { target: "app", localPath: "/src", dockerfilePath: "/src/Dockerfile" };
    const around = { defaultPlatform: "linux/amd64", state, group: undefined };
    const config = blobs.addJson("c", recordJson(record, around));
    return blobs.addJson(MEDIA_TYPES.ociManifest, { config, layers: [log] });
  });
  const root = manifests[1] === undefined ? manifests[0] : blobs.addJson(MEDIA_TYPES.ociIndex, { manifests });
  if (root === undefined) throw new Error("no build");
  const output = new PassThrough();
  const [bytes] = await Promise.all([buffer(output), writeBundle(root, blobs, output, undefined)]);
  return bytes;
}

test.each([[["one"]], [["one", "two"]]])("the builds %s of a bundle are read", async (refs) => {
  await using bundle = await openBundle(Readable.from(await bundleOf(refs)), place);
  expect(bundle.builds.map(({ stored }) => stored.record.ref)).toEqual(refs);
  const [first] = bundle.builds;
  expect(first?.state).toEqual({ target: "app", localPath: "/src", dockerfilePath: "/src/Dockerfile" });
  expect(first?.stored.record).toMatchObject({
    createdAt: { seconds: 5n, nanos: 7 },
    error: { code: 2, message: "no" },
    numTotalSteps: 3,
  });
  const told: SolveStatus[] = [];
  await first?.stored.node.client.status("", (status) => {
    told.push(status);
  });
  expect(told.map(({ logs }) => Buffer.from(logs?.[0]?.data ?? []).toString())).toEqual([
    "hello\n",
    "hello\n",
  ]);
});

test.each([
  ["is not compressed", Buffer.from("no")],
  ["is no archive", gzipSync(Buffer.alloc(1024, 1))],
  ["is empty", gzipSync(Buffer.alloc(1024))],
])("what %s is refused", async (_, bytes) => {
  await expect(openBundle(Readable.from(bytes), place)).rejects.toMatchObject({ code: "invalid-argument" });
});

test("a part that is not what its digest says is an error when it is read", async () => {
  await using bundle = await openBundle(Readable.from(await bundleOf(["one"])), place);
  const reader = bundle.builds[0]?.stored.node.client;
  await expect(reader?.readContent({ digest: `sha256:${"0".repeat(64)}`, size: 1 })).rejects.toMatchObject({
    code: "not-found",
  });
});
