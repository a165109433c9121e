import { SlipwayError } from "../../../../errors/index.js";
import { Automaton } from "./automaton.js";
import { isValidGlob } from "./glob.js";
import { parseGoRegExp } from "./go-regexp.js";
import { holdsInOrder, literalsOf } from "./literals.js";
import { translate } from "./translate.js";

/** One compiled pattern of a {@link PatternMatcher}. */
export interface Pattern {
  /** The cleaned pattern, slash separated, without the `!`. */
  readonly text: string;
  /** True for an exception (`!pattern`). */
  readonly exception: boolean;
  /** The one path that matches, where there is but one. */
  readonly exact?: string | undefined;
  /** Texts that all paths have that match. */
  readonly literals: readonly string[];
  /** True when the path itself, without regard to its parents, matches. */
  matches(path: string): boolean;
  /** True when the path or one of its parents matches. */
  matchesWithParents(path: string): boolean;
}

type Matching = Pick<Pattern, "exact" | "literals" | "matches" | "matchesWithParents">;

/**
 * Compiles one cleaned pattern.
 *
 * @throws SlipwayError `invalid-argument` when the syntax is wrong.
 */
export function compilePattern(text: string, exception: boolean, windows: boolean): Pattern {
  try {
    if (!isValidGlob(text, windows)) throw new SyntaxError("malformed glob");
    return { text, exception, ...compileMatching(text) };
  } catch (cause) {
    throw new SlipwayError("invalid-argument", `syntax error in pattern ${JSON.stringify(text)}`, { cause });
  }
}

/** Most patterns need no automaton, and how Moby compares without one is part of the language. */
function compileMatching(text: string): Matching {
  const { kind, source } = translate(text);
  switch (kind) {
    case "exact":
      return {
        exact: text,
        literals: [text],
        matches: (path) => path === text,
        matchesWithParents: (path) => path === text || path.startsWith(`${text}/`),
      };
    case "prefix": {
      const prefix = text.slice(0, -2);
      const matches = (path: string) => path.startsWith(prefix);
      return { literals: [prefix], matches, matchesWithParents: matches };
    }
    case "suffix":
      return matchSuffix(text.slice(2));
    case "regexp":
      return matchAutomaton(source);
  }
}

function matchSuffix(suffix: string): Matching {
  const whole = suffix.startsWith("/") ? suffix.slice(1) : undefined;
  const matches = (path: string) => path.endsWith(suffix) || path === whole;
  return {
    literals: [whole ?? suffix],
    matches,
    matchesWithParents: (path) => {
      if (matches(path) || (whole !== undefined && path.startsWith(`${whole}/`))) return true;
      for (let end = path.indexOf("/", 1); end !== -1; end = path.indexOf("/", end + 1)) {
        if (path.endsWith(suffix, end)) return true;
      }
      return false;
    },
  };
}

function matchAutomaton(source: string): Matching {
  const elements = parseGoRegExp(`^${source}$`);
  const { inOrder, prefix, suffix } = literalsOf(elements);
  const automaton = new Automaton(elements);
  const mayMatch = (path: string) => path.startsWith(prefix) && holdsInOrder(path, inOrder);
  return {
    literals: inOrder,
    matches: (path) => path.endsWith(suffix) && mayMatch(path) && automaton.test(path),
    matchesWithParents: (path) => mayMatch(path) && automaton.testWithParents(path),
  };
}
