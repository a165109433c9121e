import { parentOf } from "../util/parent-of.js";
import type { ArchiveIndex, IndexEntry } from "./archive/archive-index.js";
import { insidePath, nanoseconds } from "./archive/read-member.js";
import type { MemberType } from "./archive/tar-member.js";

/** What makes a mount equal to an archive. */
export interface ImportPlan {
  /** Paths of the archive that are sent. */
  readonly send: ReadonlySet<string>;
  /** Paths that are taken away before. */
  readonly remove: ReadonlySet<string>;
}

const what = "what the builder sent";

/** Types by the letters that `find` has for them. */
const findTypes: ReadonlyMap<string, MemberType> = new Map([
  ["f", "file"],
  ["d", "directory"],
  ["l", "symlink"],
  ["p", "fifo"],
  ["c", "character"],
  ["b", "block"],
]);

/** The plan for a mount in which nothing is. */
export function planWhole(index: ArchiveIndex): ImportPlan {
  return { send: new Set(index.entries.keys()), remove: new Set() };
}

/**
 * The plan for a mount that was equal to the archive once.
 *
 * @param changed each a type's letter, a space and a path
 */
export function planChanges(
  index: ArchiveIndex,
  changed: Iterable<string>,
  gone: Iterable<string>,
): ImportPlan {
  const plan = new Plan(index);
  for (const record of changed) {
    const path = insidePath(record.slice(2), what);
    plan.differs(path, findTypes.get(record.slice(0, 1)));
  }
  for (const path of gone) plan.differs(insidePath(path, what), undefined);
  return plan.finish();
}

/** The plan for a mount of which nothing is known but what it lists. */
export function planListed(
  index: ArchiveIndex,
  listing: readonly string[],
  hashes: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): ImportPlan {
  const plan = new Plan(index);
  const seen = new Set<string>();
  for (let at = 0; at + 1 < listing.length; at += 2) {
    const listed = parseListed(listing[at] ?? "", listing[at + 1] ?? "");
    const { path } = listed;
    seen.add(path);
    const entry = index.entries.get(path);
    const isSame = entry !== undefined && equals(entry, listed) && hashes.get(path) === wanted.get(path);
    if (!isSame) plan.differs(path, listed.type);
  }
  for (const path of index.entries.keys()) if (!seen.has(path)) plan.differs(path, undefined);
  return plan.finish();
}

interface Listed {
  readonly path: string;
  readonly type: MemberType | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: bigint;
  readonly names: number;
  readonly link: string;
}

function parseListed(record: string, link: string): Listed {
  const [type = "", mode = "", uid = "", gid = "", size = "", mtime = "", names = ""] = record.split(" ", 7);
  const path = record.slice([type, mode, uid, gid, size, mtime, names].join(" ").length + 1);
  return {
    path: insidePath(path, what),
    type: findTypes.get(type),
    mode: Number.parseInt(mode, 8),
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    mtime: nanoseconds(mtime, what),
    names: Number(names),
    link,
  };
}

/** Equal for certain: hard links and extended attributes are not listed, so that what has them is sent. */
function equals(entry: IndexEntry, listed: Listed): boolean {
  const { type, mode, uid, gid, mtime, link, hasAttributes, size } = entry;
  if (type !== listed.type || uid !== listed.uid || gid !== listed.gid || mtime !== listed.mtime)
    return false;
  if (type === "symlink") return link === listed.link && !hasAttributes;
  if (mode !== listed.mode || hasAttributes) return false;
  if (type === "directory") return true;
  return type === "file" && size === listed.size && listed.names === 1;
}

class Plan {
  readonly #send = new Set<string>();
  readonly #remove = new Set<string>();

  constructor(private readonly index: ArchiveIndex) {}

  /** Notes a path that is not as in the archive; `type` is what the mount has there, if anything. */
  differs(path: string, type: MemberType | undefined): void {
    const entry = this.index.entries.get(path);
    const isDirectory = entry?.type === "directory";
    if (type !== undefined && path !== "" && (type !== "directory" || !isDirectory)) this.#remove.add(path);
    if (entry !== undefined) this.#send.add(path);
  }

  /** A directory whose entries come and go is sent for its time, all names of a file if one is. */
  finish(): ImportPlan {
    const contents = new Set<string>();
    for (const path of this.#send) {
      const content = this.index.contentOf(path)?.path;
      if (content !== undefined) contents.add(content);
    }
    for (const [path, { type }] of this.index.entries) {
      if (type !== "link") continue;
      const content = this.index.contentOf(path)?.path ?? "";
      if (contents.has(content)) this.#send.add(path).add(content);
    }
    for (const path of [...this.#send, ...this.#remove]) {
      const parent = parentOf(path);
      if (path !== "" && this.index.entries.has(parent)) this.#send.add(parent);
    }
    return { send: this.#send, remove: this.#remove };
  }
}
