import { expect, test } from "vitest";
import { MemoryContent } from "../../test/support/load/memory-content.js";
import { GrpcCode } from "../buildkit/transport/index.js";
import type { Descriptor } from "../oci/descriptor.js";
import { createExportStore } from "./export-store.js";

/** The daemon's end of an export: it asks to write blob after blob. */
function exporting() {
  const source = new MemoryContent();
  const taken: string[] = [];
  const store = createExportStore(source, async (digest) => void taken.push(digest));
  const write = (ref: string, { digest, size }: Descriptor) => {
    if (store.ingest === undefined) throw new Error("the store takes nothing");
    return store.ingest.writer(ref, size, digest);
  };
  return { source, taken, store, write };
}

const isThere = { code: GrpcCode.AlreadyExists };
const config = (of: Descriptor, source: MemoryContent): Descriptor =>
  JSON.parse(String(source.blobs.get(of.digest))).config;

test("is said to have what the daemon has, and the only manifest is the image", async () => {
  const { source, taken, write } = exporting();
  const manifest = source.addImage(["a", "b"]);
  for (const blob of [source.add("a"), source.add("b"), config(manifest, source)])
    await expect(write(`layer-${blob.digest}`, blob)).rejects.toMatchObject(isThere);
  expect(taken).toEqual([]);
  await expect(write(`manifest-${manifest.digest}`, manifest)).rejects.toMatchObject(isThere);
  expect(taken).toEqual([manifest.digest]);
});

test("of several manifests none is the image, the index is", async () => {
  const { source, taken, write } = exporting();
  const manifests = [source.addImage(["a"], { os: "x" }), source.addImage(["b"])];
  const index = source.addIndex(manifests);
  for (const blob of [source.add("a"), source.add("b")])
    await expect(write(`layer-${blob.digest}`, blob)).rejects.toMatchObject(isThere);
  for (const manifest of manifests)
    await expect(write(`manifest-${manifest.digest}`, manifest)).rejects.toMatchObject(isThere);
  expect(taken).toEqual([]);
  await expect(write(`index-${index.digest}`, index)).rejects.toMatchObject(isThere);
  expect(taken).toEqual([index.digest]);
});

test("what keeps the image from being taken is the daemon's answer", async () => {
  const source = new MemoryContent();
  const store = createExportStore(source, () => Promise.reject(new Error("no room")));
  const { digest, size } = source.addIndex([]);
  await expect(store.ingest?.writer(`index-${digest}`, size, digest)).rejects.toThrow("no room");
});

test("a blob that the daemon has yet to fetch is asked for by its last byte", async () => {
  const { write } = exporting();
  const lazy = new MemoryContent().add("lazy layer");
  const writer = await write(`layer-${lazy.digest}`, lazy);
  expect(writer.status).toMatchObject({
    ref: `layer-${lazy.digest}`,
    offset: lazy.size - 1,
    total: lazy.size,
  });
  await writer.write(Buffer.from("r"));
  expect(writer.status.offset).toBe(lazy.size);
  expect(writer.digest()).toBe(lazy.digest);
  await writer.truncate();
  expect(writer.status.offset).toBe(0);
  await writer.commit(lazy.size, lazy.digest);
  await writer.close();
});

test("holds nothing", async () => {
  const { store } = exporting();
  const notFound = { code: GrpcCode.NotFound };
  await expect(store.info("sha256:0")).rejects.toMatchObject({
    ...notFound,
    message: "content sha256:0: not found",
  });
  await expect(store.open("sha256:0")).rejects.toMatchObject(notFound);
  await expect(store.ingest?.status("some")).rejects.toThrow('ingest ref "some": not found');
  await expect(store.ingest?.delete("sha256:0")).rejects.toMatchObject(notFound);
  await store.ingest?.abort("some");
  expect(await store.ingest?.statuses()).toEqual([]);
  expect(await store.list()[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
});
