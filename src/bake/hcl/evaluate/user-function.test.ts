// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { describe, expect, it } from "vitest";
import { resultOf, scopeWith } from "../../../../test/support/hcl.js";
import {
  callsIn,
  type Expression,
  type HclFunction,
  parseHcl,
  referencesIn,
  stringValue,
  userFunction,
} from "../index.js";

function expression(text: string): Expression {
  const attribute = parseHcl(`v = ${text}\n`, "f.hcl").justAttributes([]).get("v");
  if (attribute === undefined) throw new Error("no attribute");
  return attribute.expression;
}

function define(params: string, result: string, variadic?: string): HclFunction {
  const definition = {
    params: expression(params),
    result: expression(result),
    variadic: variadic === undefined ? undefined : expression(variadic),
  };
  return userFunction(definition, () => scopeWith(new Map([["outer", stringValue("o")]])));
}

describe("a function of a definition", () => {
  const own = new Map([
    ["twice", define("[a]", "a * 2")],
    ["all", define("[first]", "[outer, first, rest]", "rest")],
  ]);
  const scope = scopeWith(new Map(), own);

  it.each([
    ["twice(4)", "8"],
    ["twice(twice(1))", "4"],
    ["all(1)", '["o",1,[]]'],
    ["all(1, 2, 3)", '["o",1,[2,3]]'],
    [
      "twice()",
      'x.hcl:1,11-12: Not enough function arguments; Function "twice" expects 1 argument(s). Missing value for "a".',
    ],
    [
      "twice(null)",
      'x.hcl:1,11-15: Invalid function argument; Invalid value for "a" parameter: argument must not be null.',
    ],
    [
      'twice("x")',
      'x.hcl:1,5-11: Error in function call; Call to function "twice" failed: f.hcl:1,5-6: Invalid operand; Unsuitable value for left operand: a number is required..',
    ],
  ])("%s", (text, result) => {
    expect(resultOf(text, scope)).toBe(result);
  });

  it("has names as parameters", () => {
    expect(() => define('["a"]', "1")).toThrow("Each parameter name must be an identifier.");
    expect(() => define("a", "1")).toThrow("A static list expression is required.");
  });
});

describe("what an expression uses", () => {
  it("is its variables with the steps into them, without the names of loops", () => {
    const found = referencesIn(
      expression('[for k, v in a.b : "${k}${v}${c[0].d}${upper(e)}" if v != f] == g ? h : { i = (j) }'),
    );
    expect(found.map(({ name, steps }) => [name, steps.length])).toEqual([
      ["a", 1],
      ["c", 2],
      ["e", 0],
      ["f", 0],
      ["g", 0],
      ["h", 0],
      ["j", 0],
    ]);
  });

  it("is the functions that it calls", () => {
    expect(callsIn(expression('upper(lower("x")) == "${trim(a, b())}"'))).toEqual([
      "upper",
      "lower",
      "trim",
      "b",
    ]);
  });
});
