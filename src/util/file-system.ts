/** What the files of an operating system can do; the one place that knows it. */
export interface FileSystemTraits {
  /** A backslash separates directories, and a colon ends a drive or begins a hidden stream: neither is part of a name. */
  readonly backslashSeparates: boolean;
  /** Files have permission bits, an owner and a group. */
  readonly hasPermissions: boolean;
  /** A directory can be opened, and so made durable. */
  readonly opensDirectories: boolean;
  /** A file that is open can lose its name. */
  readonly unlinksOpenFiles: boolean;
  /** `sync -f` makes a whole file system durable. */
  readonly hasSyncProgram: boolean;
}

/** The traits of a platform's files; of the one that runs this unless told otherwise. */
export function fileSystemOf(platform: NodeJS.Platform = process.platform): FileSystemTraits {
  const windows = platform === "win32";
  return {
    backslashSeparates: windows,
    hasPermissions: !windows,
    opensDirectories: !windows,
    unlinksOpenFiles: !windows,
    hasSyncProgram: platform === "linux",
  };
}

/** The traits of the files that this process sees. */
export const fileSystem = fileSystemOf();

/** A path of this platform with slashes, as BuildKit writes paths everywhere. */
export function withSlashes(path: string, { backslashSeparates } = fileSystem): string {
  return backslashSeparates ? path.replaceAll("\\", "/") : path;
}
