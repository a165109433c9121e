import { cleanPath, trimSpace } from "./clean-path.js";

/**
 * Reads the text of a `.dockerignore` file into patterns for {@link PatternMatcher}, in file order: comments (`#` in
 * the first column) and blank lines dropped, paths cleaned, one leading slash removed, a leading `!` kept.
 */
export function parseDockerignore(text: string, windows = process.platform === "win32"): string[] {
  const patterns: string[] = [];
  for (const line of text.replace(/^\ufeff/, "").split("\n")) {
    if (line.startsWith("#")) continue;
    const trimmed = trimSpace(line);
    if (trimmed === "") continue;
    const exception = trimmed.startsWith("!");
    const path = cleanLine(exception ? trimSpace(trimmed.slice(1)) : trimmed, windows);
    patterns.push(exception ? `!${path}` : path);
  }
  return patterns;
}

function cleanLine(line: string, windows: boolean): string {
  if (line === "") return "";
  const path = cleanPath(windows ? line.replaceAll("\\", "/") : line);
  return path.length > 1 && path.startsWith("/") ? path.slice(1) : path;
}
