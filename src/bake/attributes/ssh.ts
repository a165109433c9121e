import { dedupeByKey } from "./dedupe.js";

/** An SSH agent or keys of a target; in a list of them the last one of an id counts. */
export interface BakeSsh {
  readonly id?: string | undefined;
  /** An agent's socket, or private key files. Default: the agent of `SSH_AUTH_SOCK`. */
  readonly paths?: readonly string[] | undefined;
}

/** Reads `id`, `id=path` or `id=path,path`. */
export function parseSsh(text: string): BakeSsh {
  const equals = text.indexOf("=");
  if (equals === -1) return { id: text };
  return { id: text.slice(0, equals), paths: text.slice(equals + 1).split(",") };
}

/** One entry per id, the last one. */
export function dedupeSsh(entries: readonly BakeSsh[]): BakeSsh[] {
  return dedupeByKey(entries, ({ id }) => id ?? "");
}

/** By id, then by paths, in the order of bytes. */
export function sortSsh(entries: readonly BakeSsh[]): BakeSsh[] {
  const key = ({ id = "", paths = [] }: BakeSsh) => Buffer.from([id, ...paths].join("\0"));
  return [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
}

/** What `--print` shows. */
export function printSsh({ id, paths }: BakeSsh): Record<string, string | readonly string[]> {
  return { ...(id ? { id } : {}), ...(paths?.length ? { paths } : {}) };
}
