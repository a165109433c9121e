import { isSlipwayError } from "../../../../errors/index.js";
import { cleanPath, ignoreLines, type MatchState } from "../patterns/index.js";
import { WalkFilter } from "./walk-filter.js";

/** The line of an ignore file that leaves a path out. */
export interface ExcludingLine {
  /** Counted from 1. */
  readonly line: number;
  /** The line without the white space around it. */
  readonly text: string;
}

/**
 * Tells why a path of a context is not sent.
 *
 * @param ignoreFile The text of the `.dockerignore` file.
 * @param path Slash separated, relative to the context or with a slash before.
 * @returns The line that leaves the path out, or the directory it lies in; undefined when none does, or when the file has
 * a line that is refused anyway.
 */
export function explainExclusion(ignoreFile: string, path: string): ExcludingLine | undefined {
  // A blank pattern, of a lone `!` with nothing behind, is refused; so numbers of lines and patterns are the same.
  const lines = ignoreLines(ignoreFile);
  const filter = filterOf(lines.map(({ pattern }) => pattern));
  const line = filter && lines[decidingPattern(filter, cleanPath(`/${path}`).slice(1)) ?? -1];
  return line && { line: line.line, text: line.text };
}

function filterOf(patterns: readonly string[]): WalkFilter | undefined {
  try {
    return new WalkFilter([], patterns);
  } catch (error) {
    if (isSlipwayError(error)) return undefined;
    throw error;
  }
}

/** Goes down as a walk does, and stops where that would not go on. */
function decidingPattern(filter: WalkFilter, path: string): number | undefined {
  const parts = path.split("/");
  let excludes: MatchState | undefined;
  for (let depth = 1; depth <= parts.length; depth++) {
    const decision = filter.decide(parts.slice(0, depth).join("/"), { includes: undefined, excludes });
    excludes = decision.state.excludes;
    if (!decision.keep && (depth === parts.length || !decision.descend)) return excludes?.at(-1);
  }
  return undefined;
}
