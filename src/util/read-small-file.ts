import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { SlipwayError } from "../errors/index.js";

/** Where Windows has no such flag it is not needed: there is no opening that waits. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file that is small if it is what it should be. A pipe or socket in its place is not waited for, and what is
 * longer than `limit` bytes is not read in.
 *
 * @throws The system's error, EISDIR for a directory; SlipwayError `corrupt-state` for what is no file or too long
 */
export async function readSmallFile(path: string, limit: number): Promise<Buffer> {
  const handle = await open(path, openFlags);
  try {
    const stats = await handle.stat();
    if (stats.isFIFO() || stats.isSocket()) {
      throw new SlipwayError("corrupt-state", `${path} is a pipe where a file was expected`, {
        hint: `move ${path} away`,
        details: { path },
      });
    }
    return await readUpTo(handle, path, limit);
  } finally {
    await handle.close();
  }
}

async function readUpTo(handle: FileHandle, path: string, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= limit; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(64 << 10), 0, 64 << 10, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  throw new SlipwayError("corrupt-state", `${path} is longer than ${Math.ceil(limit / (1 << 20))} MiB`, {
    hint: `move ${path} away`,
    details: { path },
  });
}
