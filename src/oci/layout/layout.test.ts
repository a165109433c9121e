import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Descriptor, MEDIA_TYPES } from "../descriptor.js";
import { sha256Digest } from "../digest.js";
import {
  collectLayoutGarbage,
  findLayoutEntry,
  layoutBlobPath,
  listBlobs,
  putLayoutEntry,
  readLayoutIndex,
  recordLayoutImage,
  recordLocalCache,
} from "./index.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "layout-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const descriptor = (content: string, mediaType: string = MEDIA_TYPES.ociManifest): Descriptor => ({
  mediaType,
  digest: sha256Digest(content),
  size: content.length,
});

async function blob(content: unknown, mediaType: string): Promise<Descriptor> {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const entry = descriptor(text, mediaType);
  const path = layoutBlobPath(directory, entry.digest);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return entry;
}

describe("putLayoutEntry", () => {
  it("makes a layout that other tools read", async () => {
    const entry = descriptor("a");
    await putLayoutEntry(join(directory, "new"), entry, [{ tag: "latest" }]);
    expect((await readdir(join(directory, "new"))).sort()).toEqual(["index.json", "oci-layout"]);
    expect(await readFile(join(directory, "new", "oci-layout"), "utf8")).toBe(
      '{"imageLayoutVersion":"1.0.0"}',
    );
    expect(JSON.parse(await readFile(join(directory, "new", "index.json"), "utf8"))).toEqual({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.index.v1+json",
      manifests: [{ ...entry, annotations: { "org.opencontainers.image.ref.name": "latest" } }],
    });
  });

  it("replaces the entry of that name and keeps the others, whatever else the index holds", async () => {
    const extra = { schemaVersion: 2, annotations: { kept: "yes" }, manifests: [descriptor("unnamed")] };
    await writeFile(join(directory, "index.json"), JSON.stringify(extra));
    await putLayoutEntry(directory, descriptor("a"), [{ tag: "one" }, { tag: "two" }]);
    await putLayoutEntry(directory, descriptor("b"), [{ tag: "two" }]);
    const index = await readLayoutIndex(directory);
    expect(index.annotations).toEqual({ kept: "yes" });
    expect(index.manifests.map(({ digest }) => digest)).toEqual(
      ["unnamed", "a", "b"].map((content) => sha256Digest(content)),
    );
    expect(findLayoutEntry(index, "two")?.digest).toBe(sha256Digest("b"));
    expect(findLayoutEntry(index, "three")).toBeUndefined();
  });

  it("names an entry by reference for containerd and by tag for everyone", async () => {
    await putLayoutEntry(directory, descriptor("a"), [{ reference: "docker.io/library/app:1.0" }]);
    const index = await readLayoutIndex(directory);
    expect(index.manifests[0]?.annotations).toEqual({
      "io.containerd.image.name": "docker.io/library/app:1.0",
      "org.opencontainers.image.ref.name": "1.0",
    });
    expect(findLayoutEntry(index, "1.0")).toBe(findLayoutEntry(index, "docker.io/library/app:1.0"));
  });

  it("loses no entry when many write at once", async () => {
    const tags = Array.from({ length: 8 }, (_, index) => `t${index}`);
    await Promise.all(tags.map((tag) => putLayoutEntry(directory, descriptor(tag), [{ tag }])));
    const { manifests } = await readLayoutIndex(directory);
    expect(manifests.map(({ digest }) => digest).sort()).toEqual(tags.map((tag) => sha256Digest(tag)).sort());
    expect(await readdir(directory)).not.toContain("index.json.lock");
  });

  it("leaves a damaged index alone and names it", async () => {
    const path = join(directory, "index.json");
    await writeFile(path, "{");
    const failure = { code: "corrupt-state", message: `${path} is no OCI image index` };
    await expect(putLayoutEntry(directory, descriptor("a"), [])).rejects.toMatchObject(failure);
    await expect(readLayoutIndex(directory)).rejects.toMatchObject(failure);
    expect(await readFile(path, "utf8")).toBe("{");
  });
});

describe("readLayoutIndex", () => {
  it("says when there is none", async () => {
    await expect(readLayoutIndex(directory)).rejects.toMatchObject({
      code: "not-found",
      message: `could not read ${join(directory, "index.json")}: no such file or directory`,
    });
  });

  it("refuses digests that would leave the layout", async () => {
    const manifests = [{ mediaType: MEDIA_TYPES.ociManifest, digest: "sha256:../../etc/passwd", size: 1 }];
    await writeFile(join(directory, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
    await expect(readLayoutIndex(directory)).rejects.toMatchObject({ code: "corrupt-state" });
    expect(() => layoutBlobPath(directory, "sha256:../../x")).toThrow("invalid digest");
  });
});

describe("collectLayoutGarbage", () => {
  async function image(name: string) {
    const config = await blob(`config ${name}`, MEDIA_TYPES.ociConfig);
    const layer = await blob(`layer ${name}`, MEDIA_TYPES.ociLayerGzip);
    return blob({ schemaVersion: 2, config, layers: [layer] }, MEDIA_TYPES.ociManifest);
  }

  it("keeps what the index leads to and deletes the rest", async () => {
    const manifests = [await image("one"), await image("two")];
    const top = await blob({ schemaVersion: 2, manifests }, MEDIA_TYPES.ociIndex);
    const kept = await listBlobs(directory);
    const old = await image("old");
    await putLayoutEntry(directory, top, [{ tag: "latest" }]);
    const deleted = await collectLayoutGarbage(directory);
    expect(deleted).toHaveLength(3);
    expect(deleted).toContain(old.digest);
    expect(await listBlobs(directory)).toEqual(kept);
  });

  it("deletes nothing when a manifest on the way is missing", async () => {
    const kept = await image("one");
    await putLayoutEntry(directory, kept, []);
    await putLayoutEntry(directory, descriptor("missing"), []);
    const before = await listBlobs(directory);
    await expect(collectLayoutGarbage(directory)).rejects.toMatchObject({ code: "not-found" });
    expect(await listBlobs(directory)).toEqual(before);
  });
});

describe("recording a build's results", () => {
  it("enters the exported cache under its tag", async () => {
    const manifest = descriptor("cache", MEDIA_TYPES.ociIndex);
    await recordLocalCache(directory, { "cache.manifest": JSON.stringify(manifest) }, "main");
    expect(findLayoutEntry(await readLayoutIndex(directory), "main")).toMatchObject(manifest);
    await recordLocalCache(join(directory, "none"), {});
    expect(await readdir(directory)).not.toContain("none");
  });

  it("enters the exported image under its names", async () => {
    const encoded = Buffer.from(JSON.stringify(descriptor("image"))).toString("base64");
    await recordLayoutImage(directory, {
      "containerimage.descriptor": encoded,
      "image.name": "docker.io/library/a:1,docker.io/library/b:2",
    });
    const { manifests } = await readLayoutIndex(directory);
    expect(manifests.map(({ annotations }) => annotations?.["org.opencontainers.image.ref.name"])).toEqual([
      "1",
      "2",
    ]);
  });

  it("refuses an answer that is no descriptor", async () => {
    const response = { "cache.manifest": '{"digest":"sha256:../x"}' };
    await expect(recordLocalCache(directory, response)).rejects.toMatchObject({
      code: "protocol-error",
      message: "the daemon's cache.manifest is no descriptor",
    });
  });
});
