import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
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
  const descriptor = openSync(path, openFlags);
  try {
    const stats = fstatSync(descriptor);
    if (stats.isFIFO() || stats.isSocket()) {
      throw new SlipwayError("corrupt-state", `${path} is a pipe where a file was expected`, {
        hint: `move ${path} away`,
        details: { path },
      });
    }
    return readUpTo(descriptor, path, limit);
  } finally {
    closeSync(descriptor);
  }
}

// What is small is read before a thread of Node's could be asked to.
function readUpTo(descriptor: number, path: string, limit: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= limit; ) {
    const chunk = Buffer.allocUnsafe(64 << 10);
    const bytesRead = readSync(descriptor, chunk);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  throw new SlipwayError("corrupt-state", `${path} is longer than ${Math.ceil(limit / (1 << 20))} MiB`, {
    hint: `move ${path} away`,
    details: { path },
  });
}
