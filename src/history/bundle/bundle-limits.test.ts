import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { expect, test } from "vitest";
import { packArchive } from "../../load/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { BundleBlobs, type BundleDescriptor } from "./bundle-blobs.js";
import { type OpenBundle, openBundle } from "./read-bundle.js";
import { indexOf, writeBundle } from "./write-bundle.js";

const place = { builder: ".bundle", node: "1" };
const MIB = 1024 * 1024;

/** Opens a bundle of what `fill` puts in; it gives the root. */
async function opened(fill: (blobs: BundleBlobs) => BundleDescriptor): Promise<OpenBundle> {
  const blobs = new BundleBlobs();
  const root = fill(blobs);
  const output = new PassThrough();
  const [bytes] = await Promise.all([buffer(output), writeBundle(root, blobs, output, undefined)]);
  return openBundle(Readable.from(bytes), place);
}

function manifestOf(blobs: BundleBlobs, config: BundleDescriptor, n = 0): BundleDescriptor {
  return blobs.addJson(MEDIA_TYPES.ociManifest, { config, n });
}

test("a record that many manifests name is one build", async () => {
  await using bundle = await opened((blobs) => {
    const config = blobs.addJson("c", { Ref: "one" });
    const manifests = Array.from({ length: 50 }, (_, n) => manifestOf(blobs, config, n));
    return blobs.addJson(MEDIA_TYPES.ociIndex, indexOf(manifests));
  });
  expect(bundle.builds.map(({ stored }) => stored.record.ref)).toEqual(["one"]);
});

test("a root that the layout names again and again is read once", async () => {
  const blobs = new BundleBlobs();
  const manifest = manifestOf(blobs, blobs.addJson("c", { Ref: "one" }));
  const padded = { ...indexOf([manifest]), padding: "a".repeat(2 * MIB) };
  const root = blobs.addJson(MEDIA_TYPES.ociIndex, padded);
  const contents = blobs.sorted().flatMap((blob) => ("content" in blob ? [blob] : []));
  const archive = packArchive(blobs, [
    ...contents.map(({ digest, content }) => ({ path: `blobs/${digest.replace(":", "/")}`, content })),
    { path: "index.json", content: Buffer.from(JSON.stringify(indexOf(Array(200).fill(root)))) },
  ]);
  await using bundle = await openBundle(archive.pipe(createGzip()), place);
  expect(bundle.builds).toHaveLength(1);
});

test("records that are too large together are refused", async () => {
  const refused = opened((blobs) => {
    const manifests = ["1", "2", "3", "4", "5"].map((Ref) =>
      manifestOf(blobs, blobs.addJson("c", { Ref, ExporterResponse: { a: "a".repeat(15 * MIB) } })),
    );
    return blobs.addJson(MEDIA_TYPES.ociIndex, indexOf(manifests));
  });
  await expect(refused).rejects.toMatchObject({
    code: "invalid-argument",
    message: `the records of the bundle have more than ${64 * MIB} bytes together`,
  });
});

test("lists and maps of a record are read to a bound", async () => {
  await using bundle = await opened((blobs) => {
    const FrontendAttrs = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`a${n}`, ""]));
    const Exporters = Array(20_000).fill({});
    return manifestOf(blobs, blobs.addJson("c", { Ref: "one", FrontendAttrs, Exporters }));
  });
  const { frontendAttrs, exporters } = bundle.builds[0]?.stored.record ?? {};
  expect(Object.keys(frontendAttrs ?? {})).toHaveLength(10_000);
  expect(exporters).toHaveLength(10_000);
});

test("a part of another size than its descriptor says is not read", async () => {
  let part: BundleDescriptor | undefined;
  await using bundle = await opened((blobs) => {
    part = blobs.add("x", Buffer.alloc(2 * MIB));
    return manifestOf(blobs, blobs.addJson("c", { Ref: "one" }));
  });
  const { digest = "", size = 0 } = part ?? {};
  const reader = bundle.builds[0]?.stored.node.client;
  await expect(reader?.readContent({ digest, size: 10 })).rejects.toMatchObject({
    code: "protocol-error",
    message: `content of ${digest} has ${size} bytes instead of 10`,
  });
  expect(await reader?.readContent({ digest, size })).toHaveLength(size);
});

test.each([
  ["that a date holds", { seconds: 8_639_999_999_999, nanos: 999_999_999 }, 8_639_999_999_999n],
  ["after the last that a date holds", { seconds: 8_640_000_000_000 }, undefined],
  ["of the year 285 million", { seconds: 9e15 }, undefined],
  ["with more nanoseconds than a second has", { seconds: 8_639_999_999_999, nanos: 9e15 }, undefined],
])("of times only what a date can hold is read: one %s", async (_what, CreatedAt, seconds) => {
  await using bundle = await opened((blobs) =>
    manifestOf(blobs, blobs.addJson("c", { Ref: "one", CreatedAt, CompletedAt: CreatedAt })),
  );
  const { createdAt, completedAt } = bundle.builds[0]?.stored.record ?? {};
  expect([createdAt?.seconds, completedAt?.seconds]).toEqual([seconds, seconds]);
});

test("a long id is cut, and a digest that is none is not kept", async () => {
  const [digest, no] = [`sha256:${"a".repeat(64)}`, "x".repeat(MIB)];
  const Attestations = [{ digest: no }, { digest }];
  await using bundle = await opened((blobs) =>
    manifestOf(blobs, blobs.addJson("c", { Ref: no, logs: { digest: no }, Result: { Attestations } })),
  );
  const { ref, logs, result } = bundle.builds[0]?.stored.record ?? {};
  expect(ref).toBe("x".repeat(100));
  expect(logs).toBeUndefined();
  expect(result?.attestations.map((one) => one.digest)).toEqual([digest]);
});
