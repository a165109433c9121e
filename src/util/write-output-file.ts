import { writeFileSync } from "node:fs";
import { lstat, writeFile } from "node:fs/promises";
import { fileError } from "./file-error.js";
import { replaceFile } from "./replace-file.js";

/**
 * Writes a file that a user has named for what came of something, in one step. A pipe, a terminal or a link, as
 * `/dev/stdout` is, is written to: to put a file in its place would destroy it. Throws as `fileError`.
 */
export async function writeOutputFile(path: string, content: string): Promise<void> {
  try {
    const descriptor = ownDescriptor(path);
    if (descriptor !== undefined) writeFileSync(descriptor, content);
    else if (await isOwnFile(path)) await replaceFile(path, content);
    else await writeFile(path, content);
  } catch (error) {
    throw fileError("cannot write", path, error);
  }
}

/**
 * The process's own output that a path names, as `/dev/stdout` does. It is written to as it is: to open it anew would
 * cut off what a redirection holds already.
 */
export function ownDescriptor(path: string): number | undefined {
  if (path === "/dev/stdout") return 1;
  if (path === "/dev/stderr") return 2;
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** A file that its name alone stands for, or a name that is free. */
export async function isOwnFile(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found === undefined || found.isFile();
}
