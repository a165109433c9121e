import { SlipwayError } from "../../../../errors/index.js";
import { isValidGlob } from "./glob.js";
import { compileGoRegExp } from "./go-regexp.js";

/** One compiled pattern of a {@link PatternMatcher}. */
export interface Pattern {
  /** The cleaned pattern, slash separated, without the `!`. */
  readonly text: string;
  /** True for an exception (`!pattern`). */
  readonly exception: boolean;
  /** True when the path itself, without regard to its parents, matches. */
  matches(path: string): boolean;
}

/**
 * Compiles one cleaned pattern.
 *
 * @throws SlipwayError `invalid-argument` when the syntax is wrong.
 */
export function compilePattern(text: string, exception: boolean, windows: boolean): Pattern {
  try {
    if (!isValidGlob(text, windows)) throw new SyntaxError("malformed glob");
    return { text, exception, matches: compileMatch(text) };
  } catch (cause) {
    throw new SlipwayError("invalid-argument", `syntax error in pattern ${JSON.stringify(text)}`, { cause });
  }
}

/** How Moby compares: most patterns need no regular expression, and its shortcuts are part of the language. */
type MatchKind = "exact" | "prefix" | "suffix" | "regexp";

function compileMatch(text: string): (path: string) => boolean {
  const { kind, source } = translate(text);
  switch (kind) {
    case "exact":
      return (path) => path === text;
    case "prefix": {
      const prefix = text.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case "suffix": {
      const suffix = text.slice(2);
      const whole = suffix.startsWith("/") ? suffix.slice(1) : undefined;
      return (path) => path.endsWith(suffix) || path === whole;
    }
    case "regexp": {
      const regExp = compileGoRegExp(`^${source}$`);
      return (path) => regExp.test(path);
    }
  }
}

function translate(text: string): { kind: MatchKind; source: string } {
  const chars = Array.from(text);
  let kind: MatchKind = "exact";
  let source = "";
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*" && chars[at + 1] === "*") {
      const leads = at === 0;
      at += chars[at + 2] === "/" ? 2 : 1;
      if (at + 1 < chars.length) {
        source += "(.*/)?";
        kind = "regexp";
      } else if (kind === "exact") kind = "prefix";
      else {
        source += ".*";
        kind = "regexp";
      }
      if (leads) kind = "suffix";
    } else if (char === "*" || char === "?") {
      source += char === "*" ? "[^/]*" : "[^/]";
      kind = "regexp";
    } else if (char === "\\") {
      source += `\\${chars[++at] ?? ""}`;
      kind = "regexp";
    } else {
      if (char === "[" || char === "]") kind = "regexp";
      source += ".+()|{}$".includes(char) ? `\\${char}` : char;
    }
  }
  return { kind, source };
}
