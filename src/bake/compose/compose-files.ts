import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { definitionError } from "../attributes/definition-error.js";

/** How `extends`, `include` and `env_file` reach files; paths are absolute or relative to the working directory. */
export interface ComposeFiles {
  /** The text of a file. Rejects with the system's error, `ENOENT` where there is none. */
  readText(path: string): Promise<string>;
  /** What lies at a path; undefined for nothing. */
  kindOf(path: string): Promise<"file" | "directory" | undefined>;
  /** The path from the root, for messages. */
  absolute(path: string): string;
}

/** Bytes of a file; a device could have any number. */
const MAX_SIZE = 16 * 1024 * 1024;

/** The files of this machine, relative to a directory. */
export function localComposeFiles(cwd: string): ComposeFiles {
  return {
    async readText(path) {
      await using handle = await open(resolve(cwd, path));
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of handle.createReadStream({ autoClose: false })) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MAX_SIZE) throw definitionError(`${path} is too large`);
      }
      return Buffer.concat(chunks).toString("utf8");
    },
    async kindOf(path) {
      try {
        return (await stat(resolve(cwd, path))).isDirectory() ? "directory" : "file";
      } catch {
        return undefined;
      }
    },
    absolute: (path) => resolve(cwd, path),
  };
}
