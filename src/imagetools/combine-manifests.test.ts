import { describe, expect, it } from "vitest";
import { type Descriptor, MEDIA_TYPES } from "../oci/descriptor.js";
import { sha256Digest } from "../oci/digest.js";
import { RegistryClient } from "../oci/registry/index.js";
import type { IndexAnnotations } from "./annotations/index-annotations.js";
import { combineManifests } from "./combine-manifests.js";

const none: IndexAnnotations = { index: {}, descriptors: [] };

/** A repository in memory. */
class MemoryRegistry extends RegistryClient {
  readonly #content = new Map<string, Uint8Array>();

  constructor() {
    super("registry.example");
  }

  add(mediaType: string, value: object): Descriptor {
    const content = Buffer.from(JSON.stringify(value));
    const digest = sha256Digest(content);
    this.#content.set(digest, content);
    return { mediaType, digest, size: content.length };
  }

  override async getManifest(_repository: string, digest: string) {
    const content = this.#content.get(digest) ?? new Uint8Array();
    const { mediaType } = JSON.parse(Buffer.from(content).toString());
    return { descriptor: { mediaType, digest, size: content.length }, content };
  }

  override async *readBlobFrom(_repository: string, { digest }: { readonly digest: string }) {
    yield this.#content.get(digest) ?? new Uint8Array();
  }
}

function repository() {
  const registry = new MemoryRegistry();
  const image = (architecture: string, mediaType: string = MEDIA_TYPES.ociManifest) => {
    const config = registry.add(MEDIA_TYPES.ociConfig, {
      os: "linux",
      architecture,
      ...(architecture === "arm64" && { variant: "v8" }),
    });
    return registry.add(mediaType, { schemaVersion: 2, mediaType, config, layers: [] });
  };
  const index = (...manifests: Descriptor[]) =>
    registry.add(MEDIA_TYPES.ociIndex, { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests });
  const combine = async (sources: Descriptor[], annotations = none) => {
    const { descriptor, content } = await combineManifests({
      client: registry,
      domain: "registry.example",
      repository: "a",
      sources,
      annotations,
    });
    const text = Buffer.from(content).toString();
    expect(descriptor).toMatchObject({ digest: sha256Digest(content), size: content.length });
    return { text, index: JSON.parse(text), descriptor };
  };
  return { registry, image, index, combine };
}

const platform = (architecture: string) => ({ architecture, os: "linux" });

describe("combineManifests", () => {
  it("lists what the indexes list, attestations too, in order", async () => {
    const { image, index, combine } = repository();
    const amd64 = { ...image("amd64"), platform: platform("amd64") };
    const attestation = {
      ...image("unknown"),
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
      platform: { architecture: "unknown", os: "unknown" },
    };
    const arm64 = { ...image("arm64"), platform: platform("arm64") };
    const combined = await combine([index(amd64, attestation), index(arm64)]);
    expect(combined.index).toEqual({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: [amd64, attestation, arm64],
    });
    expect(combined.text).toMatch(/^\{\n {2}"schemaVersion": 2,\n {2}"mediaType": /);
  });

  it("takes the platform of a bare manifest from its config", async () => {
    const { image, combine } = repository();
    const [entry] = (await combine([image("arm64")])).index.manifests;
    expect(entry.platform).toEqual({ architecture: "arm64", os: "linux" });
    expect(Object.keys(entry)).toEqual(["mediaType", "digest", "size", "platform"]);
  });

  it("merges what occurs twice", async () => {
    const { image, index, combine } = repository();
    const manifest = { ...image("amd64"), platform: platform("amd64") };
    const combined = await combine([
      index({ ...manifest, annotations: { b: "1" } }),
      index({ ...manifest, annotations: { a: "2" } }),
    ]);
    expect(combined.index.manifests).toEqual([{ ...manifest, annotations: { a: "2", b: "1" } }]);
  });

  it("makes a Docker manifest list of Docker's manifests only, without annotations", async () => {
    const { image, combine } = repository();
    const annotations = { index: { a: "1" }, descriptors: [{ platform: undefined, key: "b", value: "2" }] };
    const docker = image("amd64", MEDIA_TYPES.dockerManifest);
    const list = await combine([docker, image("arm64", MEDIA_TYPES.dockerManifest)], annotations);
    expect(list.descriptor.mediaType).toBe(MEDIA_TYPES.dockerManifestList);
    expect(list.text).not.toContain("annotations");
    const mixed = await combine([docker, image("arm64")], annotations);
    expect(mixed.descriptor.mediaType).toBe(MEDIA_TYPES.ociIndex);
  });

  it("annotates the index and its descriptors, escaped as Go escapes", async () => {
    const { image, combine } = repository();
    const { text, index } = await combine([image("amd64"), image("386")], {
      index: { z: "<&>", a: "1" },
      descriptors: [
        { platform: "linux/386", key: "only", value: "1" },
        { platform: undefined, key: "all", value: "2" },
      ],
    });
    expect(text).toContain('"z": "\\u003c\\u0026\\u003e"');
    expect(Object.keys(index.annotations)).toEqual(["a", "z"]);
    expect(index.manifests.map(({ annotations }: Descriptor) => annotations)).toEqual([
      { all: "2" },
      { all: "2", only: "1" },
    ]);
  });

  it("leaves a single index as it is", async () => {
    const { image, index, combine } = repository();
    const source = index({ ...image("amd64"), platform: platform("amd64") });
    expect((await combine([source])).descriptor).toEqual(source);
  });

  it("refuses what is neither image nor index", async () => {
    const { registry, combine } = repository();
    const other = registry.add("application/x", { mediaType: "application/x" });
    await expect(combine([other])).rejects.toMatchObject({ code: "unsupported" });
    const broken = registry.add(MEDIA_TYPES.ociIndex, { mediaType: MEDIA_TYPES.ociIndex, manifests: [{}] });
    await expect(combine([broken, broken])).rejects.toMatchObject({ code: "protocol-error" });
  });
});

describe("what a repository has in place of images", () => {
  const descriptor = { mediaType: MEDIA_TYPES.ociManifest, digest: sha256Digest("x"), size: 1 };

  it.each([
    [{ manifests: {} }, "manifests is not a list"],
    [{ manifests: [null] }, "manifests[0] is not an object"],
    [{ manifests: [{ ...descriptor, mediaType: 7 }] }, "manifests[0].mediaType is not a string"],
    [{ manifests: [{ ...descriptor, size: "1" }] }, "manifests[0].size is not a number"],
    [{ manifests: [{ ...descriptor, platform: { os: "linux" } }] }, "platform.architecture is not a string"],
    [{ manifests: [{ ...descriptor, annotations: { a: 1 } }] }, 'annotations["a"] is not a string'],
    [{ manifests: [{ ...descriptor, digest: "sha256:../../x" }] }, "invalid digest"],
  ])("an index with %j is a protocol error", async (value, why) => {
    const { registry, combine, image } = repository();
    const source = registry.add(MEDIA_TYPES.ociIndex, { mediaType: MEDIA_TYPES.ociIndex, ...value });
    await expect(combine([source, image("amd64")])).rejects.toMatchObject({
      code: "protocol-error",
      message: expect.stringContaining(why),
    });
  });

  it.each([
    [{}, "is no image manifest"],
    [{ config: [] }, "is no image manifest"],
    [{ config: { ...descriptor, size: 1e12 } }, "has 1000000000000 bytes, more than"],
  ])("a manifest with %j is a protocol error", async (value, why) => {
    const { registry, combine } = repository();
    const source = registry.add(MEDIA_TYPES.ociManifest, { mediaType: MEDIA_TYPES.ociManifest, ...value });
    await expect(combine([source])).rejects.toMatchObject({
      code: "protocol-error",
      message: expect.stringContaining(why),
    });
  });

  it.each([[[]], [{ os: 1 }], [{ architecture: {} }], [{ variant: 8 }]])(
    "an image config with %j is a protocol error",
    async (value) => {
      const { registry, combine } = repository();
      const config = registry.add(MEDIA_TYPES.ociConfig, value);
      const source = registry.add(MEDIA_TYPES.ociManifest, { mediaType: MEDIA_TYPES.ociManifest, config });
      await expect(combine([source])).rejects.toMatchObject({
        code: "protocol-error",
        message: expect.stringContaining("is no image config"),
      });
    },
  );
});
