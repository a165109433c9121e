import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ["keys({b=1,a=2})", '["a","b"]'],
  ["keys(convert({b=1,a=2}, map(number)))", '["a","b"]'],
  ['lookup({a=1,b=2}, "a", 9)', "1"],
  ['lookup({a=1}, "z", 9)', "9"],
  ['lookup(convert({a=1}, map(number)), "z", "9")', "9"],
  ["merge({a=1}, {b=2}, {a=3})", '{"a":3,"b":2}'],
  ["merge(convert({a=1}, map(number)), convert({b=2}, map(number)))", '{"a":1,"b":2}'],
  ["merge({a=1}, null)", '{"a":1}'],
  ["merge()", "{}"],
  ['values({b=1,a="x"})', '["x",1]'],
  ["values(convert({b=1,a=2}, map(number)))", "[2,1]"],
  ['zipmap(["a","b"], [1,"x"])', '{"a":1,"b":"x"}'],
  ['zipmap(["a","b"], split(",", "1,2"))', '{"a":"1","b":"2"}'],
  ['merge(convert({a=1}, map(any)), {b="x"})', '{"a":1,"b":"x"}'],
  ['keys({"é"=1, z=2, a=3})', '["a","z","é"]'],
  ["zipmap([], [])", "{}"],
  ['lookup({a={b=1}}, "a", {}).b', "1"],
  ["merge({a={x=1}}, {a={y=2}})", '{"a":{"y":2}}'],
  ["values({})", "[]"],
  ["keys({})", "[]"],
  ["merge([{a=1},{b=2}]...)", '{"a":1,"b":2}'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    "keys([1])",
    'x.hcl:1,10-11: Invalid function argument; Invalid value for "inputMap" parameter: must have map or object type.',
  ],
  [
    'lookup({a=1}, "z")',
    'x.hcl:1,22-23: Not enough function arguments; Function "lookup" expects 3 argument(s). Missing value for "default".',
  ],
  [
    'lookup("x", "z", 1)',
    'x.hcl:1,13-14: Invalid function argument; Invalid value for "inputMap" parameter: lookup() requires a map as the first argument.',
  ],
  [
    'zipmap(["a"], [])',
    'x.hcl:1,5-12: Error in function call; Call to function "zipmap" failed: number of keys (1) does not match number of values (0).',
  ],
  [
    "merge(1)",
    'x.hcl:1,5-11: Error in function call; Call to function "merge" failed: arguments must be maps or objects, got "number".',
  ],
  [
    "values([1])",
    'x.hcl:1,5-12: Error in function call; Call to function "values" failed: values() requires a map as the first argument.',
  ],
];

describe("maps", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
