// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardFunctions } from "../../src/bake/hcl/index.js";
import { resultOf } from "../support/hcl.js";
import { runBuildx } from "../support/run.js";
import { temporaryDirectory } from "../support/sandbox.js";
import { chancy, functionCalls, newerCalls } from "./function-cases.js";
import { isNewer } from "./is-newer.js";

const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.tuple(fc.nat(999), fc.nat(99_999)).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom("0", "1e21", "1e-9", "9007199254740993", "0.1", "123456789012345678901234567890"),
);
const word = fc.constantFrom(
  "",
  "a",
  "B c",
  "é",
  "e\\u0301",
  "x-1",
  "12",
  "true",
  "$$",
  "%",
  "\\t<&>",
  "😀",
  "a,b,c",
);
const text = word.map((inner) => `"${inner}"`);

/** Expressions by the kind of their values, which lead into each other. */
const expressions = fc.letrec<{ number: string; text: string; bool: string; list: string; map: string }>(
  (tie) => ({
    number: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      number,
      fc
        .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/", "%"), tie("number"))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc
        .tuple(fc.constantFrom("floor", "ceil", "int", "absolute", "negate"), tie("number"))
        .map(([f, a]) => `${f}(${a})`),
      fc
        .tuple(fc.constantFrom("max", "min"), tie("number"), tie("number"))
        .map(([f, a, b]) => `${f}(${a}, ${b})`),
      tie("text").map((a) => `strlen(${a})`),
      tie("list").map((a) => `length(${a})`),
      fc.tuple(tie("bool"), tie("number"), tie("number")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    text: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.tuple(tie("text"), tie("number")).map(([a, b]) => `"<\${${a}}|\${${b}}>"`),
      fc.tuple(tie("bool"), tie("text")).map(([c, a]) => `"%{ if ${c} ~} \${${a}} %{~ else }no%{ endif }"`),
      tie("list").map((a) => `"%{ for i, x in ${a} }\${i}=\${jsonencode(x)};%{ endfor }"`),
      fc
        .tuple(
          fc.constantFrom(
            "upper",
            "lower",
            "title",
            "reverse",
            "trimspace",
            "sanitize",
            "urlencode",
            "base64encode",
            "md5",
          ),
          tie("text"),
        )
        .map(([f, a]) => `${f}(${a})`),
      fc.tuple(tie("text"), tie("text"), tie("text")).map(([a, b, c]) => `replace(${a}, ${b}, ${c})`),
      fc
        .tuple(tie("text"), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -1, max: 4 }))
        .map(([a, b, c]) => `substr(${a}, ${b}, ${c})`),
      fc
        .tuple(
          fc.constantFrom("%v", "%d", "%f", "%.3f", "%e", "%g", "%8.2f|", "%-8v|", "%08.3f", "%+.2e", "%#v"),
          tie("number"),
        )
        .map(([f, a]) => `format("${f}", ${a})`),
      fc
        .tuple(fc.constantFrom("%s", "%q", "%5s|", "%-5s|", "%.2s", "%v"), tie("text"))
        .map(([f, a]) => `format("${f}", ${a})`),
      tie("list").map((a) => `jsonencode(${a})`),
    ),
    bool: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("true", "false"),
      fc
        .tuple(tie("number"), fc.constantFrom("<", ">", "<=", ">=", "==", "!="), tie("number"))
        .map(([a, o, b]) => `(${a} ${o} ${b})`),
      fc.tuple(tie("text"), fc.constantFrom("==", "!="), tie("text")).map(([a, o, b]) => `(${a} ${o} ${b})`),
      fc
        .tuple(tie("bool"), fc.constantFrom("&&", "||"), tie("bool"))
        .map(([a, o, b]) => `(can(${a}) ${o} can(${b}))`),
      tie("bool").map((a) => `!${a}`),
      tie("list").map((a) => `can(${a}[1])`),
    ),
    list: fc.oneof(
      { maxDepth: 3 },
      fc
        .array(fc.oneof(tie("number"), tie("text"), tie("bool")), { maxLength: 4 })
        .map((parts) => `[${parts.join(", ")}]`),
      tie("list").map((a) => `[for x in ${a} : "\${x}!"]`),
      tie("list").map((a) => `[for i, x in ${a} : x if i % 2 == 0]`),
      fc.tuple(tie("list"), tie("list")).map(([a, b]) => `concat(${a}, ${b})`),
      tie("list").map((a) => `reverselist(${a})`),
      tie("list").map((a) => `distinct(${a})`),
      fc.tuple(tie("list"), tie("list")).map(([a, b]) => `setunion(${a}, ${b})`),
      tie("text").map((a) => `split("", ${a})`),
      tie("text").map((a) => `regexall("[a-z]+|\\\\d", ${a})`),
      tie("map").map((a) => `values(${a})`),
      tie("map").map((a) => `${a}[*].a`),
    ),
    map: fc.oneof(
      { maxDepth: 2 },
      fc.tuple(tie("number"), tie("text")).map(([a, b]) => `{ a = ${a}, "b c" = ${b} }`),
      fc.tuple(tie("map"), tie("map")).map(([a, b]) => `merge(${a}, ${b})`),
      tie("map").map((a) => `{ for k, v in ${a} : upper(k) => v }`),
    ),
  }),
);

/** Where a value differs from that of the real one, both of them. */
async function differences(list: readonly string[]): Promise<readonly unknown[]> {
  const file = join(temporaryDirectory("hcl"), "docker-bake.hcl");
  const attributes = list.map((expression, at) => `    a${at} = ${expression}`).join("\n");
  writeFileSync(file, `target "default" {\n  args = {\n${attributes}\n  }\n}\n`);
  const { stdout, stderr, code } = await runBuildx(["bake", "-f", file, "--print"]);
  expect({ code, stderr: code === 0 ? "" : /^ERROR: .*/m.exec(stderr)?.[0] }).toEqual({
    code: 0,
    stderr: "",
  });
  const printed = JSON.parse(stdout) as { target: { default: { args: Record<string, string> } } };
  return list.flatMap((expression, at) => {
    const theirs = printed.target.default.args[`a${at}`]?.replaceAll("$${", "${").replaceAll("%%{", "%{");
    const ours = JSON.parse(resultOf(expression)) as unknown;
    return theirs === ours ? [] : [{ expression, theirs, ours }];
  });
}

describe("HCL beside docker-buildx", () => {
  it("gives the same value for each function, at its edges too", async () => {
    const known = await standardFunctions(["regex bcrypt"]);
    expect([...Object.keys(functionCalls), ...chancy].sort()).toEqual([...known.keys()].sort());
    const isNew = await isNewer();
    const calls = Object.entries(functionCalls)
      .flatMap(([name, all]) => all.map((inside) => `${name}(${inside})`))
      .filter((call) => isNew || !newerCalls.some((newer) => newer.test(call)))
      .map((call) => `try(jsonencode(${call}), "ERROR")`);
    expect(calls.length).toBeGreaterThan(350);
    expect(await differences(calls)).toEqual([]);
  });

  it("gives the same values for expressions made at random", async () => {
    const { number: numbers, text: texts, bool, list, map } = expressions;
    const any = fc.oneof(numbers, texts, bool, list, map);
    const seed = Date.now();
    const sample = fc
      .sample(any, { numRuns: 600, seed })
      .map((expression) => `try(jsonencode(${expression}), "ERROR")`);
    expect(await differences(sample), `seed ${seed}`).toEqual([]);
  });
});
