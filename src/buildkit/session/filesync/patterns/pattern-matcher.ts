import { SlipwayError } from "../../../../errors/index.js";
import { cleanPath, trimSpace } from "./clean-path.js";
import { compilePattern, type Pattern } from "./pattern.js";

/** Which patterns matched a directory or one of its parents; handed to the matches of its children. */
export type MatchState = readonly boolean[];

/** Result of {@link PatternMatcher.matchBelow}. */
export interface MatchResult {
  readonly matched: boolean;
  readonly state: MatchState;
}

/**
 * Moby's pattern language (`.dockerignore`, include and exclude patterns): the patterns are tried in order and the last
 * that matches the path or one of its parents decides, `!` turning a match into its opposite.
 */
export class PatternMatcher {
  readonly patterns: readonly Pattern[];
  /** True when at least one pattern is an exception. */
  readonly hasExceptions: boolean;

  /**
   * @param patterns As {@link parseDockerignore} returns them; blank ones are skipped.
   * @param windows Whether a backslash separates directories instead of escaping. Default: as the platform does.
   * @throws SlipwayError `invalid-argument` for a lone `!` or a pattern with wrong syntax.
   */
  constructor(patterns: Iterable<string>, windows = process.platform === "win32") {
    const compiled: Pattern[] = [];
    for (const raw of patterns) {
      const trimmed = trimSpace(windows ? raw.replaceAll("\\", "/") : raw);
      if (trimmed === "") continue;
      const cleaned = cleanPath(trimmed);
      if (cleaned === "!") throw new SlipwayError("invalid-argument", 'illegal exclusion pattern: "!"');
      const exception = cleaned.startsWith("!");
      compiled.push(compilePattern(exception ? cleaned.slice(1) : cleaned, exception, windows));
    }
    this.patterns = compiled;
    this.hasExceptions = compiled.some((pattern) => pattern.exception);
  }

  /** True when the slash-separated path matches, its parents considered. The whole tree (`.`) never matches. */
  matches(path: string): boolean {
    const cleaned = cleanPath(path);
    if (cleaned === ".") return false;
    let state: MatchState | undefined;
    for (let end = cleaned.indexOf("/"); end !== -1; end = cleaned.indexOf("/", end + 1)) {
      if (end > 0) state = this.#directoryState(cleaned.slice(0, end), state);
    }
    return this.matchBelow(cleaned, state).matched;
  }

  /**
   * Matches a path of a walk, given the state of its parent directory (undefined at the root).
   */
  matchBelow(path: string, parent: MatchState | undefined): MatchResult {
    const { patterns } = this;
    const state = new Array<boolean>(patterns.length).fill(false);
    let matched = false;
    let i = 0;
    for (const pattern of patterns) {
      // A pattern that cannot change the outcome is not tried, and counts as unmatched for children too: Moby's rule.
      if (parent?.[i] === true || (pattern.exception === matched && pattern.matches(path))) {
        state[i] = true;
        matched = !pattern.exception;
      }
      i++;
    }
    return { matched, state };
  }

  /** As {@link matchBelow} without the shortcut, so that every pattern that matches a parent is known. */
  #directoryState(path: string, parent: MatchState | undefined): MatchState {
    return this.patterns.map((pattern, i) => parent?.[i] === true || pattern.matches(path));
  }
}
