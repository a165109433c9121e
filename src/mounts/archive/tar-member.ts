/** What an entry of an archive may be. */
export type MemberType = "file" | "link" | "symlink" | "character" | "block" | "directory" | "fifo";

/** An entry of a cache mount's archive. Its texts have one character per byte, since names need not be UTF-8. */
export interface TarMember {
  /** Slash-separated, relative to the mount, clean; empty for the mount itself. */
  readonly path: string;
  readonly type: MemberType;
  /** Bytes of content. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** Where a symbolic link points, or the path of what a hard link is another name of; else empty. */
  readonly link: string;
  /** It has extended attributes or access control lists. */
  readonly hasAttributes: boolean;
  /** Its header's blocks, extended ones first. */
  readonly head: Buffer;
}

/** The bytes of content in an archive, with what fills the last block. */
export function paddedSize(size: number): number {
  return Math.ceil(size / 512) * 512;
}

/** Types by the header's letter (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html). */
export const memberTypes: ReadonlyMap<string, MemberType> = new Map([
  ["0", "file"],
  ["\0", "file"],
  ["1", "link"],
  ["2", "symlink"],
  ["3", "character"],
  ["4", "block"],
  ["5", "directory"],
  ["6", "fifo"],
]);
