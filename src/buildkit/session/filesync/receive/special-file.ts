import { execFileSync } from "node:child_process";
import { SlipwayError } from "../../../../errors/index.js";
import { fileError } from "../../../../util/file-error.js";
import type { FileStat } from "../tree/file-stat.js";
import { GoMode } from "../tree/go-mode.js";

/**
 * Makes a device or a named pipe. Node has no call for it, so the system's `mknod` does it; a base image holds a
 * handful at most.
 *
 * @throws SlipwayError naming the file, most often because devices need privileges.
 */
export function makeSpecialFile(absolute: string, stat: FileStat): void {
  const numbers = [String(stat.devMajor), String(stat.devMinor)];
  const type = specialType(stat);
  try {
    execFileSync("mknod", [absolute, type, ...(type === "p" ? [] : numbers)], {
      stdio: ["ignore", "ignore", "pipe"],
    });
  } catch (cause) {
    throw fileError("cannot create device or pipe", absolute, cause);
  }
}

function specialType({ mode, path }: FileStat): "p" | "c" | "b" {
  if (mode & GoMode.namedPipe) return "p";
  if (mode & GoMode.device) return mode & GoMode.charDevice ? "c" : "b";
  throw new SlipwayError(
    "protocol-error",
    `the daemon sent ${JSON.stringify(path)} with an unknown file type`,
  );
}
