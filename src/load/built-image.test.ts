import { describe, expect, test } from "vitest";
import { diffIdOf, MemoryContent } from "../../test/support/load/memory-content.js";
import { MEDIA_TYPES } from "../oci/descriptor.js";
import { readBuiltImage, readManifestBlobs } from "./built-image.js";

const { signal } = new AbortController();

describe("a built image", () => {
  test("of one platform is a manifest with its layers and what they are once unpacked", async () => {
    const source = new MemoryContent();
    const { digest, size } = source.addImage(["a", "bb"]);
    const image = await readBuiltImage(source, digest, signal);
    const [manifest] = image.manifests;
    expect(image.root).toEqual({ digest, size, mediaType: MEDIA_TYPES.ociManifest });
    expect(manifest).toMatchObject({ digest, isAttestation: false });
    expect(manifest?.layers).toEqual([
      { digest: source.add("a").digest, size: 1, diffId: diffIdOf("a") },
      { digest: source.add("bb").digest, size: 2, diffId: diffIdOf("bb") },
    ]);
    expect([...image.documents.keys()].sort()).toEqual([digest, manifest?.config].sort());
    expect(source.streamed).toEqual([]);
  });

  test("of several is an index, and says which of its manifests are attestations", async () => {
    const source = new MemoryContent();
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const manifests = [source.addImage(["a"]), { ...source.addImage(["b"]), annotations }];
    const untyped = source.add({ manifests });
    const image = await readBuiltImage(source, untyped.digest, signal);
    expect(image.root.mediaType).toBe(MEDIA_TYPES.ociIndex);
    expect(image.manifests.map(({ digest, isAttestation }) => [digest, isAttestation])).toEqual([
      [manifests[0]?.digest, false],
      [manifests[1]?.digest, true],
    ]);
    expect(image.documents.size).toBe(5);
  });

  test("has layers without an uncompressed digest where its config does not tell", async () => {
    const source = new MemoryContent();
    const root = source.add({ config: source.add("{}"), layers: [source.add("a")] });
    const { manifests } = await readBuiltImage(source, root.digest, signal);
    expect(manifests[0]?.layers).toMatchObject([{ size: 1, diffId: undefined }]);
  });
});

const digest = diffIdOf("any");

test.each([
  ["no JSON", "{"],
  ["a list", []],
  ["without a config", { layers: [] }],
  ["with a config that is no descriptor", { config: { digest: "sha256:00", size: 1 } }],
  ["with a size that is no number", { config: { digest, size: "1" } }],
  ["with layers that are no list", { config: { digest, size: 1 }, layers: {} }],
  ["with a layer that is none", { config: { digest, size: 1 }, layers: [null] }],
  ["an index whose manifests are no list", { manifests: 1 }],
  ["an index of what is no descriptor", { manifests: ["one"] }],
])("a manifest that is %s is a protocol error that names it", async (_what, content) => {
  const source = new MemoryContent();
  const root = source.add(content);
  await expect(readBuiltImage(source, root.digest, signal)).rejects.toMatchObject({
    code: "protocol-error",
    message: `${root.digest} is no image manifest`,
  });
  expect(() => readManifestBlobs(source.blobs.get(root.digest) ?? new Uint8Array())).toThrow(
    `${root.digest} is no image manifest`,
  );
});
