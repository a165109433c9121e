import balena from "@balena/dockerignore";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MatchState, PatternMatcher } from "./pattern-matcher.js";

const matches = (patterns: string | string[], path: string, windows = false) =>
  new PatternMatcher([patterns].flat(), windows).matches(path);

describe("a pattern", () => {
  it.each<[pattern: string, path: string, expected: boolean]>([
    ["file", "file", true],
    ["file", "dir/file", false],
    ["File", "file", false],
    ["dir", "dir/deep/file", true],
    ["dir/deep", "dir/deep/file", true],
    ["dir/", "dir/file", true],
    ["dir/./x/../deep", "dir/deep", true],
    ["/file", "file", false],
    [" file\t", "file", true],
    ["*", "file", true],
    ["*", ".hidden", true],
    ["*", "dir/file", true],
    ["*.go", "main.go", true],
    ["*.go", "dir/main.go", false],
    ["*/*.go", "dir/main.go", true],
    ["dir/*", "dir/a/b", true],
    ["dir/*", "dir", false],
    ["a*b*c", "axxbyyc", true],
    ["a*b*c", "a/b/c", false],
    ["?", "é", true],
    ["?", "😀", true],
    ["?", "ab", false],
    ["a?c", "a/c", false],
    ["**", "any/thing", true],
    ["**", "any", true],
    ["**/", "any/thing", true],
    ["**/file", "file", true],
    ["**/file", "a/b/file", true],
    ["**/file", "a/b/file/below", true],
    ["**/file", "a/bfile", false],
    ["**file", "a/bfile", true],
    ["**/a/b", "x/a/b", true],
    ["**/a/b", "a/b", true],
    ["**/*.txt", "a/b/c.txt", true],
    ["**/*.txt", "c.txt", true],
    ["**/*.txt", "c.txtx", false],
    ["**/**/*.txt", "a/c.txt", true],
    ["a/**", "a/b/c", true],
    ["a/**", "a", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/xb", false],
    ["a**", "abc/d", true],
    ["a**b", "a/x/b", true],
    ["a**b", "ab", true],
    ["a**b", "axb", false],
    ["a**/b", "a/x/b", true],
    ["**/.#*", "a/.#x", true],
    ["[abc]", "b", true],
    ["[abc]", "d", false],
    ["[a-c]x", "bx", true],
    ["[^a-c]x", "dx", true],
    ["[^a-c]x", "bx", false],
    ["[!a]", "!", true],
    ["[!a]", "b", false],
    ["a[/]b", "a/b", true],
    ["[a-c\\-]", "-", true],
    ["[\\]]", "]", true],
    ["[\\^]x", "^x", true],
    ["[[:digit:]]x", "7x", true],
    ["[[:^digit:]]x", "7x", false],
    ["[a*]", "a]", true],
    ["[a*]", "a", false],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["\\[x\\]", "[x]", true],
    ["a\\.b", "a.b", true],
    ["\\!x", "!x", true],
    ["\\d", "5", true],
    ["\\D\\pL", "xé", true],
    ["\\D\\pL", "x5", false],
    ["[\\PL]x", "5x", true],
    ["[^\\pN_]x", "5x", false],
    ["\\x41\\101\\0", "AA\0", true],
    ["\\Qa.b\\Ec*", "a\\.bcd", true],
    ["\\Qab", "ab$ and more", true],
    ["[[:a]", ":", true],
    ["a\\b*b", "a-b", true],
    ["a\\b*b", "axb", false],
    ["*😀*", "x😀y", true],
    ["*😀?", "x😀y", true],
    ["\\d", "d", false],
    ["a.b", "axb", false],
    ["a+b(c){d}|e$", "a+b(c){d}|e$", true],
    ["a+*", "aa", false],
    ["a+*", "a+x", true],
    ["x]*", "x]y", true],
    ["^a", "^a", true],
    ["^a*", "^ab", false],
    ["größe/*", "größe/x", true],
    ["a\nb*", "a\nbc", true],
  ])("%j against %j: %j", (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it.each([
    "[",
    "[]",
    "[^]",
    "[a",
    "[a-]",
    "[-a]",
    "a\\",
    "[a\\",
    "[z-a]",
    "[[:nope:]]",
    "\\q*",
    "\\1",
    "\\pX",
    "\\C",
    "\\x4",
    "[[:a]b:]",
    "\\é",
  ])("%j is refused", (pattern) => {
    expect(() => new PatternMatcher([pattern], false)).toThrow(
      expect.objectContaining({
        code: "invalid-argument",
        message: expect.stringContaining("syntax error in pattern"),
      }),
    );
  });

  it("that is a lone exclamation mark is refused", () => {
    expect(() => new PatternMatcher(["a", " ! "])).toThrow('illegal exclusion pattern: "!"');
  });

  it("separates directories with a backslash on Windows", () => {
    expect(matches("dir\\*.go", "dir/main.go", true)).toBe(true);
    expect(matches("dir\\**\\x", "dir/a/b/x", true)).toBe(true);
    expect(matches("a\\", "a/b", true)).toBe(true);
  });
});

describe("several patterns", () => {
  it.each<[patterns: string[], path: string, expected: boolean]>([
    [[], "a", false],
    [["", "  "], "a", false],
    [["a", "!a"], "a", false],
    [["!a", "a"], "a", true],
    [["a", "!a", "a"], "a", true],
    [["dir", "!dir/keep"], "dir/keep", false],
    [["dir", "!dir/keep"], "dir/keep/below", false],
    [["dir", "!dir/keep"], "dir/other", true],
    [["dir", "!dir/keep", "dir/keep/not"], "dir/keep/not/x", true],
    [["*", "!*.md", "README-secret.md"], "README.md", false],
    [["*", "!*.md", "README-secret.md"], "README-secret.md", true],
    [["*", "!*.md"], "docs/x.md", true],
    [["**", "!**/*.md"], "docs/x.md", false],
    [["docs", "!**/*.md"], "docs/x.md", false],
    [["docs/*", "!docs/api"], "docs/api/x", false],
    [["**/node_modules", "!**/node_modules/keep/**"], "a/node_modules/keep/x", false],
    [["! a", "a"], "a", true],
    [["a", "!./a"], "a", true],
  ])("%j against %j: %j", (patterns, path, expected) => {
    expect(matches(patterns, path)).toBe(expected);
  });

  it("never match the whole tree", () => {
    expect(matches(["*", "**", "."], ".")).toBe(false);
  });
});

const part = fc.constantFrom("a", "b", "ab", "c.txt", "a-b", "x+y");
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const globPart = fc.oneof(part, fc.constantFrom("*", "a*", "*.txt", "?", "**", "?b"));
const glob = fc.array(globPart, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const patterns = fc.array(
  fc.tuple(fc.boolean(), glob).map(([exception, text]) => (exception ? `!${text}` : text)),
  { minLength: 1, maxLength: 5 },
);

describe("matching while walking", () => {
  it("decides as matching whole paths does, for every parent that is entered", () => {
    fc.assert(
      fc.property(patterns, path, (list, target) => {
        const matcher = new PatternMatcher(list, false);
        const parts = target.split("/");
        let state: MatchState | undefined;
        for (let depth = 1; depth < parts.length; depth++) {
          state = matcher.matchBelow(parts.slice(0, depth).join("/"), state).state;
        }
        const single = list.every((text) => !text.startsWith("!"));
        // With exceptions, patterns that could not change the outcome for a parent are not remembered for its
        // children; without them both ways are the same.
        if (single) expect(matcher.matchBelow(target, state).matched).toBe(matcher.matches(target));
      }),
    );
  });
});

describe("@balena/dockerignore", () => {
  it("agrees where it follows the same rules", () => {
    // It compares without regard to case, lets ** match the directory itself and anchors nothing else differently.
    const sharedPart = fc.constantFrom("a", "b", "ab", "c.txt", "*", "a*", "*.txt", "?");
    const sharedGlob = fc.array(sharedPart, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const prefixed = fc.tuple(fc.boolean(), sharedGlob).map(([deep, text]) => (deep ? `**/${text}` : text));
    const list = fc.array(
      fc.tuple(fc.boolean(), prefixed).map(([exception, text]) => (exception ? `!${text}` : text)),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(list, path, (texts, target) => {
        expect(matches(texts, target)).toBe(balena.default().add(texts).ignores(target));
      }),
      { numRuns: 500 },
    );
  });
});
