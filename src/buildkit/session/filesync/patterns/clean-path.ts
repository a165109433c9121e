import { posix } from "node:path";

const goSpace = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Strips the white space that Go's `strings.TrimSpace` strips (not the same set as `String.prototype.trim`). */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && goSpace.test(text.charAt(start))) start++;
  while (end > start && goSpace.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The shortest equivalent of a slash-separated path, as Go's `path.Clean`: `a//b/./../c/` is `a/c`, empty is `.`. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}
