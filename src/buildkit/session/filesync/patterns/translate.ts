import { anyChar, anyName, anyPath, directories } from "./go-regexp.js";

/** How Moby compares a path with a pattern: the texts as they are, or by a regular expression. */
export type MatchKind = "exact" | "prefix" | "suffix" | "regexp";

/**
 * Turns a pattern into what Moby makes of it, its oddities included: a class ends where the regular expression says,
 * so `[a*]` is not what it looks like (https://github.com/moby/patternmatcher, `compile`).
 */
export function translate(text: string): { kind: MatchKind; source: string } {
  const chars = Array.from(text);
  let kind: MatchKind = "exact";
  let source = "";
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (char === "*" && chars[at + 1] === "*") {
      const leads = at === 0;
      at += chars[at + 2] === "/" ? 2 : 1;
      if (at + 1 < chars.length) {
        source += directories;
        kind = "regexp";
      } else if (kind === "exact") kind = "prefix";
      else {
        source += anyPath;
        kind = "regexp";
      }
      if (leads) kind = "suffix";
    } else if (char === "*" || char === "?") {
      source += char === "*" ? anyName : anyChar;
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
