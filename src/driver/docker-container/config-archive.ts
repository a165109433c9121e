import { posix } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { configDirectory } from "./container-body.js";

/** Where {@link configArchive} is to be unpacked. */
export const archiveTarget = posix.dirname(configDirectory);

/**
 * The files of a builder as a tar archive of the directory `buildkit`, for unpacking in /etc: all of root, directories
 * 0755, files 0644. Throws `corrupt-state` for a path that leads elsewhere.
 */
export async function configArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const { packTar } = await import("modern-tar");
  const root = posix.basename(configDirectory);
  const directories = new Set([`${root}/`]);
  for (const path of files.keys()) {
    for (const parent of parentsOf(path)) directories.add(`${root}/${parent}/`);
  }
  const common = { uid: 0, gid: 0, mtime: new Date() };
  return packTar([
    ...[...directories].sort().map((name) => ({
      header: { ...common, name, type: "directory" as const, size: 0, mode: 0o755 },
    })),
    ...[...files].map(([path, body]) => ({
      header: { ...common, name: `${root}/${path}`, type: "file" as const, size: body.length, mode: 0o644 },
      body,
    })),
  ]);
}

function parentsOf(path: string): string[] {
  if (path === "" || posix.isAbsolute(path) || path.split("/").some((part) => part === ".." || part === "")) {
    throw new SlipwayError(
      "corrupt-state",
      `the builder's file "${path}" does not lie in ${configDirectory}`,
    );
  }
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
