import { buffer } from "node:stream/consumers";
import { unpackTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { MemoryContent } from "../../test/support/load/memory-content.js";
import type { ContentSource } from "./content-source.js";
import { packArchive } from "./pack-archive.js";
import { tarHeader, tarPadding } from "./tar-header.js";

describe("an archive", () => {
  test("holds files and blobs in order, larger than what is buffered", async () => {
    const source = new MemoryContent();
    const large = "0123456789abcdef".repeat(200_000);
    const blob = source.add(large);
    const archive = packArchive(source, [
      { path: "first.json", content: Buffer.from("{}") },
      { path: "empty", content: new Uint8Array() },
      { path: "blobs/large", blob },
      { path: "last", content: Buffer.alloc(512, "x") },
    ]);
    const bytes = await buffer(archive);
    const entries = await unpackTar(bytes, { strict: true });
    expect(entries.map(({ header: { name, size, mode } }) => [name, size, mode])).toEqual([
      ["first.json", 2, 0o644],
      ["empty", 0, 0o644],
      ["blobs/large", large.length, 0o644],
      ["last", 512, 0o644],
    ]);
    expect(Buffer.from(entries[2]?.data ?? []).equals(Buffer.from(large))).toBe(true);
    expect(bytes.length % 512).toBe(0);
    expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });

  test.each([
    ["more", 1],
    ["less", 3],
  ])("fails when a blob has %s bytes than its manifest says", async (_what, size) => {
    const source = new MemoryContent();
    const { digest } = source.add("ab");
    await expect(buffer(packArchive(source, [{ path: "x", blob: { digest, size } }]))).rejects.toMatchObject({
      code: "protocol-error",
      message: `content ${digest} has not the ${size} bytes its manifest says`,
    });
  });

  test("fails as the source does", async () => {
    const blob = new MemoryContent().add("elsewhere");
    await expect(buffer(packArchive(new MemoryContent(), [{ path: "x", blob }]))).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("that nobody reads any more ends the reading of the blob", async () => {
    const source = new MemoryContent();
    const blob = source.add("x".repeat(8 << 20));
    let stopped: AbortSignal | undefined;
    const read = new Promise<void>((resolve) => {
      const { streamContent } = source;
      const watched: ContentSource["streamContent"] = async (digest, take, options) => {
        stopped = options?.signal;
        await streamContent.call(source, digest, take);
        resolve();
      };
      Object.assign(source, { streamContent: watched });
    });
    const archive = packArchive(source, [{ path: "x", blob }]);
    await new Promise((resolve) => archive.once("readable", resolve));
    archive.destroy();
    await read;
    expect(stopped?.aborted).toBe(true);
  });
});

describe("a tar header", () => {
  test.each([
    [0, "00000000000 "],
    [8 ** 11 - 1, "77777777777 "],
  ])("has the size %s in octal", (size, text) => {
    expect(Buffer.from(tarHeader("f", size)).toString("latin1", 124, 136)).toBe(text);
  });

  test("has a size of 8 GiB in binary", () => {
    const header = Buffer.from(tarHeader("f", 8 ** 11));
    expect(header[124]).toBe(0x80);
    expect(header.readBigUInt64BE(128)).toBe(8n ** 11n);
  });

  test.each([
    [0, 0],
    [1, 511],
    [512, 0],
    [513, 511],
  ])("a file of %s bytes is followed by %s zeros", (size, zeros) => {
    expect(tarPadding(size)).toEqual(Buffer.alloc(zeros));
  });
});
