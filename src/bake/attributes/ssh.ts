import type { SshText } from "../../build/attributes/ssh.js";
import { dedupeByKey } from "./dedupe.js";

export { parseSsh, printSsh } from "../../build/attributes/ssh.js";

/** An SSH agent or keys of a target; in a list of them the last one of an id counts. */
export type BakeSsh = SshText;

/** One entry per id, the last one. */
export function dedupeSsh(entries: readonly BakeSsh[]): BakeSsh[] {
  return dedupeByKey(entries, ({ id }) => id ?? "");
}

/** By id, then by paths, in the order of bytes. */
export function sortSsh(entries: readonly BakeSsh[]): BakeSsh[] {
  const key = ({ id = "", paths = [] }: BakeSsh) => Buffer.from([id, ...paths].join("\0"));
  return [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
}
