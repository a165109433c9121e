import { randomBytes as nodesRandomBytes } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/**
 * Random bytes from the operating system, fit for secrets. Read from its device where there is one: Node's crypto takes
 * three milliseconds to load, which is much of a command's start.
 */
export function randomBytes(size: number, device = "/dev/urandom"): Buffer {
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
