import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import * as zlib from "node:zlib";
import { expect, test } from "vitest";
import { tarHeader, tarPadding } from "../../load/tar-header.js";
import { daemonArchive } from "./archive-stream.js";

const content = Buffer.from("FROM scratch\n");
const plain = Buffer.concat([
  tarHeader("Dockerfile", content.length),
  content,
  tarPadding(content.length),
  Buffer.alloc(1024),
]);

/** The same below a header of that type. */
function extended(type: string): Buffer {
  const header = Buffer.from(tarHeader("x", 600));
  header.write(type, 156, "latin1");
  header.write("        ", 148);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(1024, "x"), plain]);
}

const pieces = (archive: Buffer) => Readable.from([archive.subarray(0, 100), archive.subarray(100)]);

test("an archive goes as it is", async () => {
  expect(await buffer(await daemonArchive(pieces(plain)))).toEqual(plain);
  const packed = zlib.gzipSync(plain);
  expect(await buffer(await daemonArchive(pieces(packed)))).toEqual(packed);
});

test.each(["x", "g", "L", "K"])("one that begins with a header of type %s goes in gzip", async (type) => {
  const archive = extended(type);
  const sent = await buffer(await daemonArchive(pieces(archive)));
  expect(sent.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  expect(zlib.gunzipSync(sent)).toEqual(archive);
});

test("one in zstd is unpacked, or refused where Node cannot", async () => {
  const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (data: Uint8Array) => Buffer };
  const packed = zstdCompressSync?.(plain) ?? Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]);
  const sent = daemonArchive(pieces(packed)).then(buffer);
  if (zstdCompressSync !== undefined) return expect(await sent).toEqual(plain);
  await expect(sent).rejects.toMatchObject({
    code: "unsupported",
    hint: expect.stringContaining("zstd -dc"),
  });
});

test("an archive that fails or is given up is so at both ends", async () => {
  async function* failing() {
    yield extended("x");
    throw new Error("torn");
  }
  await expect(daemonArchive(failing()).then(buffer)).rejects.toThrow("torn");
  const source = pieces(extended("x"));
  (await daemonArchive(source)).destroy();
  await expect.poll(() => source.destroyed).toBe(true);
});
