import { SlipwayError } from "../../../../errors/index.js";
import { fileSystem } from "../../../../util/file-system.js";
import { cleanPath, trimSpace } from "./clean-path.js";
import { compilePattern, type Pattern } from "./pattern.js";
import { noNumbers, PatternIndex } from "./pattern-index.js";

/**
 * Numbers of the patterns that matched a directory or one of its parents, in their order; handed to the matches of its
 * children. The last one decides.
 */
export type MatchState = readonly number[];

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
  readonly #index: PatternIndex;

  /**
   * @param patterns As {@link parseDockerignore} returns them; blank ones are skipped.
   * @param windows Whether a backslash separates directories instead of escaping. Default: as the platform does.
   * @throws SlipwayError `invalid-argument` for a lone `!` or a pattern with wrong syntax.
   */
  constructor(patterns: Iterable<string>, windows = fileSystem.backslashSeparates) {
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
    this.#index = new PatternIndex(compiled);
    this.hasExceptions = compiled.some((pattern) => pattern.exception);
  }

  /** True when the slash-separated path matches, its parents considered. The whole tree (`.`) never matches. */
  matches(path: string): boolean {
    const cleaned = cleanPath(path);
    if (cleaned === ".") return false;
    let matched = false;
    for (const pattern of this.patterns) {
      // A pattern that cannot change the outcome is not tried: Moby's rule.
      if (pattern.exception === matched && pattern.matchesWithParents(cleaned)) matched = !matched;
    }
    return matched;
  }

  /**
   * Matches a path of a walk, given the state of its parent directory (undefined at the root).
   */
  matchBelow(path: string, parent: MatchState = noNumbers): MatchResult {
    const own = this.#index.candidates(path);
    const state = own.length === 0 ? parent : this.#merge(path, parent, own);
    const last = state.at(-1);
    return { matched: last !== undefined && !this.patterns[last]?.exception, state };
  }

  /** Tries the patterns that may match, between those that count as matched because they match a parent. */
  #merge(path: string, parent: MatchState, own: readonly number[]): MatchState {
    const state: number[] = [];
    let matched = false;
    let next = 0;
    for (const number of own) {
      for (; (parent[next] ?? number) < number; next++) matched = this.#count(state, parent[next]);
      if (parent[next] === number) continue;
      const pattern = this.patterns[number];
      // One that cannot change the outcome is not tried, and counts as unmatched for children too: Moby's rule.
      if (pattern?.exception === matched && pattern.matches(path)) matched = this.#count(state, number);
    }
    if (state.length === next) return parent;
    for (; next < parent.length; next++) this.#count(state, parent[next]);
    return state;
  }

  /** Adds a pattern that counts as matched, and returns the outcome so far. */
  #count(state: number[], number = 0): boolean {
    state.push(number);
    return !this.patterns[number]?.exception;
  }
}
