import { expect, test } from "vitest";
import { sha256Digest } from "../../oci/digest.js";
import { classicManifest } from "./classic-manifest.js";
import { imageContents } from "./image-contents.js";

const blobs = new Map<string, Buffer>();
function blob(content: string): string {
  const digest = sha256Digest(content);
  blobs.set(digest, Buffer.from(content));
  return digest;
}
const source = {
  size: (digest: string) => blobs.get(digest)?.length,
  bytes: async (digest: string) => blobs.get(digest),
};

test("an image is walked from its index down, as far as it is there", async () => {
  const layer = blob("a layer");
  const config = blob('{"rootfs":{}}');
  const missing = sha256Digest("another platform's");
  const manifest = blob(
    JSON.stringify({ config: { digest: config }, layers: [{ digest: layer }, { digest: missing }] }),
  );
  const index = blob(JSON.stringify({ manifests: [{ digest: manifest }, { digest: missing }] }));
  blob("what nobody names");
  const { documents, sizes } = await imageContents(index, source);
  expect([...documents.keys()].sort()).toEqual([config, manifest, index].sort());
  expect([...sizes]).toEqual([[layer, 7]]);
});

test("an image without manifest gets one that is the same each time", () => {
  const config = blob('{"rootfs":{"type":"layers"}}');
  const layer = blob("an unpacked layer");
  const made = classicManifest(config, [layer, layer], source);
  expect(made).toEqual(classicManifest(config, [layer, layer], source));
  expect(made.digest).toBe(sha256Digest(made.content));
  expect(JSON.parse(Buffer.from(made.content).toString("utf8"))).toMatchObject({
    config: { digest: config, size: 28 },
    layers: [
      { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: layer, size: 17 },
      { digest: layer, size: 17 },
    ],
  });
  expect(() => classicManifest(config, [sha256Digest("gone")], source)).toThrow(
    `the engine's archive of image ${config} lacks sha256:`,
  );
});
