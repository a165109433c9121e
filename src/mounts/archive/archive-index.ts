import { parentOf } from "../../util/parent-of.js";
import { damaged } from "./read-member.js";
import type { TarMember } from "./tar-member.js";

/** Bytes of paths and links that an archive may have in all: they are in memory. Enough for some millions of files. */
const maxNames = 512 * 1024 * 1024;

/** An entry as an index holds it: without its header's bytes. */
export type IndexEntry = Omit<TarMember, "head" | "path"> & {
  /** Bytes that it takes in an archive, header and content. */
  readonly length: number;
};

/** What is in an archive, by path. Refuses what could not be unpacked into just the files it names. */
export class ArchiveIndex {
  readonly entries = new Map<string, IndexEntry>();
  #names = 0;

  constructor(private readonly what: string) {}

  /** Adds an entry. Throws SlipwayError `corrupt-state` for one that must not be. */
  add({ head, path, ...entry }: TarMember, length: number): void {
    if (this.entries.has(path)) throw damaged(this.what, `has ${JSON.stringify(path)} twice`);
    if (path === "" && entry.type !== "directory")
      throw damaged(this.what, "has a mount that is no directory");
    if (entry.type === "link" && !isFile(this.entries.get(entry.link))) {
      throw damaged(this.what, `has a link to ${JSON.stringify(entry.link)}, which is no file before it`);
    }
    this.#names += path.length + entry.link.length + 200;
    if (this.#names > maxNames) throw damaged(this.what, "has too many entries");
    this.entries.set(path, { ...entry, length });
  }

  /** Checks that every entry lies in directories of the archive. Throws SlipwayError `corrupt-state`. */
  check(): void {
    for (const path of this.entries.keys()) {
      if (path === "") continue;
      if (this.entries.get(parentOf(path))?.type === "directory") continue;
      throw damaged(this.what, `has ${JSON.stringify(path)} outside of its directories`);
    }
    if (!this.entries.has("")) throw damaged(this.what, "lacks the mount's own directory");
  }

  /** The entry that holds the content of a hard link, or the entry itself. */
  contentOf(path: string): { readonly path: string; readonly entry: IndexEntry } | undefined {
    const entry = this.entries.get(path);
    if (entry?.type !== "link") return entry && { path, entry };
    return this.contentOf(entry.link);
  }
}

function isFile(entry: IndexEntry | undefined): boolean {
  return entry !== undefined && entry.type !== "directory";
}
