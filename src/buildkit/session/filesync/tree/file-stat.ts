/** Metadata of one entry as the file transfer protocol carries it. */
export interface FileStat {
  /** Slash separated, relative to the root, clean. */
  path: string;
  /** Go's `os.FileMode` bits, see `GoMode`. */
  mode: number;
  uid: number;
  gid: number;
  /** Bytes; 0 for directories and for repeated hard links. */
  size: number;
  /** Unix nanoseconds. */
  modTime: bigint;
  /** Target of a symlink, or path of the first occurrence of a hard link; else empty. */
  linkname: string;
  devMajor: number;
  devMinor: number;
  /** Extended attributes by name. */
  xattrs?: ReadonlyMap<string, Uint8Array>;
}
