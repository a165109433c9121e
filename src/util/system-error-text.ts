import { getSystemErrorMap } from "node:util";

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
