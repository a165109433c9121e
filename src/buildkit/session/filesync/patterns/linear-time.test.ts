import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob } from "./glob.js";
import { PatternMatcher } from "./pattern-matcher.js";

/** What one match may take, in milliseconds of the process's own time. */
const limit = 50;
/** The machine may be busy, and memory be cleared away meanwhile: the quickest of so many counts. */
const tries = 4;

/** Returns whether the pattern is one at all: one that is refused must be so at once, too. */
function expectQuick(pattern: string, name: string): boolean {
  let valid = false;
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < tries && least >= limit; count++) {
    const begun = process.cpuUsage();
    valid = matchInEveryWay(pattern, name);
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1000 / 3);
  }
  expect(least, `${pattern.slice(0, 80)} against ${name.slice(0, 80)}`).toBeLessThan(limit);
  return valid;
}

function matchInEveryWay(pattern: string, name: string): boolean {
  try {
    compileGlob(pattern, false)?.test(name);
    const matcher = new PatternMatcher([pattern], false);
    matcher.matchBelow(name, undefined);
    matcher.matches(name);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid-argument" });
    return false;
  }
}

const size = 4096;
/** So many characters from a place on, each in the text. */
const each = (count: number, text: (code: number) => string) =>
  Array.from({ length: count }, (_, at) => text(0x100 + at)).join("");
const char = String.fromCodePoint;
const fill = (text: string, length = size) => text.repeat(Math.ceil(length / text.length)).slice(0, length);

describe("a pattern made to take for ever takes no time", () => {
  it.each<[pattern: string, name: string]>([
    ["*a*a*a*a*a*a*b", fill("a", 60)],
    ["*a*a*a*a*a*a*a*a*b", fill("a")],
    [`${fill("*a")}[0-9]`, fill("a")],
    [`*${fill("a", 2000)}[0-9]`, fill("a")],
    [`${fill("?*")}[0-9]`, fill("a")],
    [`${fill("**/a/")}[0-9]`, fill("a/")],
    [`${fill("**a/*")}[0-9]`, fill("a/")],
    [`${fill("***a")}[0-9]`, fill("a/b")],
    [`${fill("*/")}[0-9]`, fill("a/")],
    [`${fill("[a-z]*")}[0-9]`, fill("a")],
    [`${fill("[ab][bc]*")}[0-9]`, fill("b")],
    [`${fill("\\B*\\B**")}[0-9]`, fill("ab")],
    [fill("*\\b*"), fill("a-")],
    [`a${fill("*\\Q\\E**")}[0-9]`, fill("a")],
    [`${fill("[[:alpha:]]*")}[0-9]`, fill("a")],
    [`${fill("[[:]")}`, fill("[:")],
    [`**/${fill("a*", 4000)}/b`, fill("a/", 4000)],
    [fill("**"), fill("a\n/")],
    [`${fill(`*${String.fromCodePoint(0x1f600)}`, 2000)}[0-9]`, fill(String.fromCodePoint(0x1f600), 2000)],
    [`${each(580, (code) => `*[${char(code)}-${char(code + 0x300)}]`)}*[0-9]`, each(1400, char)],
  ])("%#", (pattern, name) => {
    expectQuick(pattern, name);
  });
});

const piece = fc.constantFrom(
  ...[
    "*",
    "**",
    "**/",
    "?",
    "/",
    "a",
    "b",
    "ab",
    "aa",
    "[ab]",
    "[^a]",
    "[a-z]",
    "\\a",
    "\\*",
    "é",
    "😀",
    "\\B",
    "*a",
  ],
);
const letter = fc.constantFrom("a", "a", "a", "b", "/", "ab/", "é", "😀", "-", "\n", "\udc80");
/** Rows of a few pieces over and over, which is what makes backtracking long, and rows without order. */
const long = (part: fc.Arbitrary<string>) =>
  fc
    .oneof(
      fc.tuple(fc.array(part, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: size })),
      fc.tuple(fc.array(part, { minLength: 100, maxLength: size, size: "max" }), fc.constant(size)),
    )
    .map(([parts, length]) => cut(fill(parts.join(""), length)));

/** At most 4 KiB of UTF-8. */
function cut(text: string): string {
  return Buffer.from(text)
    .subarray(0, size)
    .toString()
    .replace(/\ufffd+$/, "");
}

describe("500 generated pairs of up to 4 KiB", () => {
  it("are each matched at once", () => {
    let valid = 0;
    fc.assert(
      fc.property(long(piece), long(letter), (pattern, name) => {
        if (expectQuick(`${pattern}[0-9]`, name)) valid++;
      }),
      { numRuns: 500, endOnFailure: true },
    );
    expect(valid).toBeGreaterThan(300);
  }, 60_000);
});
