import { fileSystem } from "../../../../util/file-system.js";
import { cleanPath, trimSpace } from "./clean-path.js";

/** A line of a `.dockerignore` file that is a pattern. */
export interface IgnoreLine {
  /** Counted from 1. */
  readonly line: number;
  /** As it is written, without the white space around it. */
  readonly text: string;
  /** For {@link PatternMatcher}. */
  readonly pattern: string;
}

/**
 * Reads the text of a `.dockerignore` file into patterns for {@link PatternMatcher}, in file order: comments (`#` in
 * the first column) and blank lines dropped, paths cleaned, one leading slash removed, a leading `!` kept.
 */
export function parseDockerignore(text: string, windows = fileSystem.backslashSeparates): string[] {
  return ignoreLines(text, windows).map(({ pattern }) => pattern);
}

/** As {@link parseDockerignore}, with the lines that the patterns come from. */
export function ignoreLines(text: string, windows = fileSystem.backslashSeparates): IgnoreLine[] {
  const lines: IgnoreLine[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    if (line.startsWith("#")) continue;
    const trimmed = trimSpace(line);
    if (trimmed === "") continue;
    const exception = trimmed.startsWith("!");
    const path = cleanLine(exception ? trimSpace(trimmed.slice(1)) : trimmed, windows);
    lines.push({ line: index + 1, text: trimmed, pattern: exception ? `!${path}` : path });
  }
  return lines;
}

function cleanLine(line: string, windows: boolean): string {
  if (line === "") return "";
  const path = cleanPath(windows ? line.replaceAll("\\", "/") : line);
  return path.length > 1 && path.startsWith("/") ? path.slice(1) : path;
}
