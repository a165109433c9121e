import type { BuildNotesDirectory, NotesPlace } from "../../builder/index.js";

const ofContents = /^[0-9a-f]{16}-[0-9a-f]{16}$/;

/** The file of a list. */
export function listFile(name: string): string {
  return `${name}.list`;
}

/** The file that names the newest list with the digest, where files had other contents without any other sign of it. */
export function newestFile(digest: string): string {
  return `${digest}.newest`;
}

/** The files that a list's file has to do with. */
export function filesOfList(file: string): readonly string[] {
  return [file, newestFile(file.split(/[-.]/, 1)[0] ?? "")];
}

/** The name of the newest list with the digest: the digest itself, but for few. Throws `io-error`. */
export async function nameOfList(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  digest: string,
): Promise<string> {
  // Looks at once: this is asked in every build.
  if (!directory.has(place, newestFile(digest))) return digest;
  const name = (await directory.read(place, newestFile(digest)))?.toString("latin1") ?? "";
  return ofContents.test(name) ? name : digest;
}
