// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultOf, scopeWith, valueIn } from "../../../test/support/hcl.js";
import { HclError, parseHcl, parseHclJson, stringValue, tupleValue } from "./index.js";

/** Milliseconds of processor time: other work on the machine does not count. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs a parser or evaluation; anything but a result or an HclError fails the test. Gives back the time it took. */
function attempt(action: () => unknown): number {
  const start = cpuTime();
  try {
    action();
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
  }
  return cpuTime() - start;
}

const pieces = [
  "a",
  "for",
  "in",
  "if",
  "null",
  "true",
  " ",
  "\n",
  "\r\n",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "${",
  "%{",
  "~}",
  "}",
  "<<EOT\n",
  "EOT\n",
  "<<-X\n",
  "=",
  "==",
  "=>",
  "...",
  ".",
  "*",
  ",",
  ":",
  "::",
  "?",
  "-",
  "!",
  "1",
  "1.5e3",
  "\\",
  "\\u12",
  "#",
  "/*",
  "*/",
  "//",
  "é",
  "\u0301",
  "\ud83d",
  "@",
  "'",
  "upper",
  "endif",
  "else",
  "endfor",
];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 300 }).map((parts) => parts.join(""));

describe("hostile input", () => {
  it("is parsed or refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ maxLength: 2_000, unit: "binary" })), (text) => {
        attempt(() => parseHcl(text, "x.hcl"));
        attempt(() => parseHclJson(text, "x.json"));
      }),
      { numRuns: 400 },
    );
  });

  it("is evaluated or refused, whatever it is", () => {
    fc.assert(
      fc.property(soup, (text) => {
        attempt(() => valueIn(text, scopeWith(new Map([["a", tupleValue([stringValue("x")])]]))));
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["brackets", "[".repeat(100_000)],
    ["braces", "{".repeat(100_000)],
    ["blocks", "a {\n".repeat(100_000)],
    ["parentheses", "(".repeat(100_000)],
    ["negations", "!".repeat(100_000)],
    ["minus signs", "-".repeat(100_000)],
    ["conditionals", "true ? 1 : ".repeat(100_000)],
    ["indexes", `a${"[b]".repeat(100_000)}`],
    ["splats", `a${"[*]".repeat(100_000)}`],
    ["templates", '"${'.repeat(100_000)],
    ["directives", `"${"%{ if true }".repeat(100_000)}"`],
    ["calls", "f(".repeat(100_000)],
    ["comments without an end", "/*".repeat(100_000)],
    ["number-like text", "1.".repeat(100_000)],
    ["heredocs", "<<A\n".repeat(50_000)],
    ["quotes", '"\n'.repeat(100_000)],
  ])("of many %s ends soon", (_, text) => {
    const source = text.startsWith("a {") ? text : `v = ${text}\n`;
    expect(attempt(() => parseHcl(source, "x.hcl"))).toBeLessThan(2_000);
  });

  it("in JSON of many brackets ends soon", () => {
    expect(attempt(() => parseHclJson('{"a":['.repeat(100_000), "x.json"))).toBeLessThan(2_000);
  });

  it("may be a long chain of operations", () => {
    expect(resultOf(Array(20_000).fill("1").join(" + "))).toBe("20000");
    expect(resultOf(Array(20_000).fill('"a" == "a"').join(" && "))).toBe("true");
  });

  it.each([
    ["a product of sets", "setproduct(range(1000), range(1000), range(1000))"],
    ["a replacement", 'replace(format("%1000000d", 1), " ", format("%1000000d", 1))'],
    ["an empty replacement", 'replace(format("%1000000d", 1), "", format("%100000d", 1))'],
    ["an indent", 'indent(1000000000, "a\\nb")'],
    ["a join", 'join(format("%1000000d", 1), range(1000))'],
    ["a width", 'format("%999999999s", "a")'],
    ["a precision", 'format("%.999999999f", 1)'],
    ["a regular expression", 'regex("(a*)*b", format("%0100000d", 0))'],
    ["a replaced expression", 'regex_replace(format("%1000000d", 1), "", format("%1000000d", 1))'],
    ["a power of ten", "1e999999999"],
    ["powers of powers", "1e90000 * 1e90000"],
    ["a hash", 'bcrypt("x", 31)'],
    ["an integer", 'parseint(format("%0100000d", 0), 62)'],
  ])("cannot take the memory with %s", (_, expression) => {
    const start = cpuTime();
    expect(resultOf(expression)).toMatch(/^x\.hcl:/);
    expect(cpuTime() - start).toBeLessThan(2_000);
  });

  it("cannot double a value without end", () => {
    let value = tupleValue([stringValue("x")]);
    const grow = () => {
      for (let round = 0; round < 60; round++) value = valueIn("[a, a]", scopeWith(new Map([["a", value]])));
    };
    expect(grow).toThrow(/Value too large/);
  });

  it("cannot evaluate without end", () => {
    const loops = "[for a in range(1000) : ".repeat(4);
    expect(resultOf(`${loops}1${"]".repeat(4)}`)).toMatch(/Evaluation limit exceeded|Value too large/);
  }, 60_000);

  it("of a megabyte is parsed in time that grows with its length", () => {
    const line = 'target "t" {\n  args = { a = "x${upper("y")}z", b = [1, 2, 3] }\n}\n';
    const time = (bytes: number) => {
      const text = line.repeat(bytes / line.length);
      return attempt(() => parseHcl(text, "x.hcl"));
    };
    time(100_000);
    expect(time(1_000_000)).toBeLessThan(3_000);
  }, 60_000);
});
