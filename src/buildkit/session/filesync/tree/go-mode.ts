import { constants } from "node:fs";

/** Bits of Go's `os.FileMode`, which the file transfer protocol uses for modes (https://pkg.go.dev/io/fs#FileMode). */
export const GoMode = {
  directory: 2 ** 31,
  symlink: 1 << 27,
  device: 1 << 26,
  namedPipe: 1 << 25,
  socket: 1 << 24,
  setuid: 1 << 23,
  setgid: 1 << 22,
  charDevice: 1 << 21,
  sticky: 1 << 20,
  irregular: 1 << 19,
  permissions: 0o777,
} as const;

const typeBits =
  (GoMode.directory |
    GoMode.symlink |
    GoMode.device |
    GoMode.namedPipe |
    GoMode.socket |
    GoMode.charDevice |
    GoMode.irregular) >>>
  0;

/** The type bits of a Go mode; 0 for a plain file. */
export function goType(mode: number): number {
  return (mode & typeBits) >>> 0;
}

/** True when the Go mode is a directory's. */
export function isDirectoryMode(mode: number): boolean {
  return mode >= GoMode.directory;
}

/** A Unix `st_mode` as a Go mode. */
export function goModeFromUnix(mode: number): number {
  let go = mode & GoMode.permissions;
  if (mode & 0o4000) go |= GoMode.setuid;
  if (mode & 0o2000) go |= GoMode.setgid;
  if (mode & 0o1000) go |= GoMode.sticky;
  switch (mode & constants.S_IFMT) {
    case constants.S_IFDIR:
      return go + GoMode.directory;
    case constants.S_IFLNK:
      return go | GoMode.symlink;
    case constants.S_IFIFO:
      return go | GoMode.namedPipe;
    case constants.S_IFSOCK:
      return go | GoMode.socket;
    case constants.S_IFBLK:
      return go | GoMode.device;
    case constants.S_IFCHR:
      return go | GoMode.device | GoMode.charDevice;
    default:
      return go;
  }
}

/** The permission, setuid, setgid and sticky bits of a Go mode as `chmod` takes them. */
export function unixPermissions(mode: number): number {
  let unix = mode & GoMode.permissions;
  if (mode & GoMode.setuid) unix |= 0o4000;
  if (mode & GoMode.setgid) unix |= 0o2000;
  if (mode & GoMode.sticky) unix |= 0o1000;
  return unix;
}
