import { getSystemErrorMap } from "node:util";
import type { SlipwayErrorCode } from "./codes.js";

const codes: Readonly<Record<string, SlipwayErrorCode>> = {
  ENOENT: "not-found",
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
};

/** What Node's calls on files were about to do; other names are those of the system. */
const actions: Readonly<Record<string, string>> = {
  access: "look at",
  copyfile: "copy",
  ftruncate: "write",
  lstat: "look at",
  mkdir: "create",
  mkdtemp: "create",
  realpath: "find",
  rmdir: "remove",
  scandir: "list",
  opendir: "list",
  stat: "look at",
  statfs: "look at",
  unlink: "remove",
};

/** The kind of failure that a system error on a file is: `not-found`, `disk-full` or else `io-error`. */
export function fileErrorCode(error: unknown): SlipwayErrorCode {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return codes[String(code)] ?? "io-error";
}

/**
 * What a system error means in words, without Node's syscall decoration: `no such file or directory` for ENOENT.
 * Errors that carry no known errno keep their own message.
 */
export function systemErrorText(error: Error): string {
  const errno = "errno" in error && typeof error.errno === "number" ? error.errno : undefined;
  // Node's own words for it, "illegal operation on a directory", say less than the system's.
  if ("code" in error && error.code === "EISDIR") return "is a directory";
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  return known?.[1] ?? error.message;
}

/** A system error on a file as a sentence, `cannot list /x: permission denied`; undefined for any other error. */
export function fileErrorSentence(error: Error): string | undefined {
  const { syscall, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: unknown };
  if (typeof syscall !== "string" || typeof path !== "string" || !("errno" in error)) return undefined;
  // A command that cannot be started has a path as well.
  if (syscall.startsWith("spawn") || syscall === "connect" || syscall === "listen") return undefined;
  const to = typeof dest === "string" ? ` to ${dest}` : "";
  return `cannot ${actions[syscall] ?? syscall} ${path}${to}: ${systemErrorText(error)}`;
}
