import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern, type Pattern } from "./pattern.js";
import { PatternMatcher } from "./pattern-matcher.js";
import { translate } from "./translate.js";

/** What Moby does, in JavaScript's expressions, for patterns in which these are the same as Go's. */
function matchesAsMoby(text: string, path: string): boolean {
  const { kind, source } = translate(text);
  switch (kind) {
    case "exact":
      return path === text;
    case "prefix":
      return path.startsWith(text.slice(0, -2));
    case "suffix":
      return path.endsWith(text.slice(2)) || (text[2] === "/" && path === text.slice(3));
    case "regexp":
      return new RegExp(`^${source}$`).test(path);
  }
}

/** A piece of a pattern, and something that it is likely to match, whatever stands beside it. */
const pieces: readonly (readonly [piece: string, match: string])[] = [
  ...["a", "b", "c", "ab", ".", "-", "/", "/", "é", "+", "^", "$", "(", "]"].map(
    (text) => [text, text] as const,
  ),
  ...[["*", "a"] as const, ["*", ""] as const, ["**", "b/a"] as const, ["?", "c"] as const],
  ...[["[ab]", "b"] as const, ["[^a]", "b"] as const, ["[a-c]", "c"] as const],
  ...[["[a*]", "*"] as const, ["[a**b]", "a"] as const],
  ...[["\\*", "*"] as const, ["\\.", "."] as const, ["\\B", "B"] as const, ["\\b", "b"] as const],
  ["\\w", "w"],
];
const parts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 });
const pattern = parts.map((all) => all.map(([piece]) => piece).join(""));
const letter = fc.constantFrom("a", "b", "c", "ab", ".", "-", "/", "é", "*", "+", "]", "^", "\n");
const path = fc.array(letter, { minLength: 1, maxLength: 10 }).map((all) => all.join(""));
/** A pattern with a path that has nothing to do with it, or with one that it mostly matches. */
const pair = fc.oneof(
  fc.tuple(pattern, path),
  parts.map((all): [string, string] => [
    all.map(([piece]) => piece).join(""),
    all.map(([, match]) => match).join(""),
  ]),
);

describe("a pattern", () => {
  it("matches what the regular expression matches that Moby makes of it", () => {
    let matched = 0;
    fc.assert(
      fc.property(pair, ([text, target]) => {
        const expected = matchesAsMoby(text, target);
        if (expected) matched++;
        expect(compilePattern(text, false, false).matches(target)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
    // About a third match. Whether there are a thousand is no matter of chance.
    expect(matched).toBeGreaterThan(1_000);
  });

  it("matches a path with its parents where it matches one of them", () => {
    fc.assert(
      fc.property(pair, ([text, target]) => {
        // Patterns are cleaned before they are compiled, so that none ends with a slash.
        fc.pre(!text.endsWith("/"));
        const ends = [...target].flatMap((char, at) => (char === "/" && at > 0 ? [at] : []));
        const parents = ends.map((end) => target.slice(0, end));
        const compiled = compilePattern(text, false, false);
        const expected = [...parents, target].some((one) => compiled.matches(one));
        expect(compiled.matchesWithParents(target)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Moby's rule, written down as it is: each pattern in turn. */
function decide(patterns: readonly Pattern[], target: string, parent: readonly boolean[]) {
  let matched = false;
  const state = patterns.map((one, number) => {
    const hit = parent[number] === true || (one.exception === matched && one.matches(target));
    if (hit) matched = !one.exception;
    return hit;
  });
  return { matched, state };
}

describe("many patterns", () => {
  it("decide as each in turn does, for every directory of a walk", () => {
    const line = fc.tuple(fc.boolean(), pattern).map(([not, text]) => (not ? `!${text}` : text));
    // An exception of nothing, as `!/a/..` turns out to be, is refused.
    const isNone = (text: string) => text.startsWith("!") && /^\/?\.?$/.test(posix.normalize(text.slice(1)));
    const lines = fc.array(
      line.filter((text) => !isNone(text)),
      { minLength: 1, maxLength: 40 },
    );
    const name = fc.array(fc.constantFrom("a", "b", "abc", ".", "é"), { minLength: 1, maxLength: 3 });
    const names = fc.array(
      name.map((parts) => parts.join("")),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, names, (list, target) => {
        const matcher = new PatternMatcher(list, false);
        let ours: readonly number[] | undefined;
        let theirs: readonly boolean[] = [];
        for (let depth = 1; depth <= target.length; depth++) {
          const below = target.slice(0, depth).join("/");
          const result = matcher.matchBelow(below, ours);
          const expected = decide(matcher.patterns, below, theirs);
          expect(result.matched).toBe(expected.matched);
          expect(result.state).toEqual([...expected.state.keys()].filter((number) => expected.state[number]));
          ours = result.state;
          theirs = expected.state;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
