import { randomBytes as nodesRandomBytes } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const systemDevice = "/dev/urandom";

/** Bytes that are read at once: a build takes a few ids, and names of files. */
const AT_ONCE = 128;

/** What was read and not given away yet. */
let left: Buffer = Buffer.alloc(0);

/**
 * Random bytes from the operating system, fit for secrets. Read from its device where there is one: Node's crypto takes
 * three milliseconds to load, which is much of a command's start.
 */
export function randomBytes(size: number, device = systemDevice): Buffer {
  if (device !== systemDevice || size > AT_ONCE) return readBytes(size, device);
  if (left.length < size) left = readBytes(AT_ONCE, device);
  // Copied, so that nobody who is given some can see those of others.
  const bytes = Buffer.from(left.subarray(0, size));
  left = left.subarray(size);
  return bytes;
}

function readBytes(size: number, device: string): Buffer {
  return fromDevice(size, device) ?? nodesRandomBytes(size);
}

function fromDevice(size: number, device: string): Buffer | undefined {
  if (process.platform === "win32") return undefined;
  try {
    const descriptor = openSync(device, "r");
    try {
      const bytes = Buffer.alloc(size);
      return readSync(descriptor, bytes) === size ? bytes : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
