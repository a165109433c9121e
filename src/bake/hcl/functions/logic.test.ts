import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ["and(true, false)", "false"],
  ["or(true, false)", "true"],
  ["not(true)", "false"],
  ["equal(1, 1)", "true"],
  ['equal("1", 1)', "false"],
  ["notequal(1, 2)", "true"],
  ["greaterthan(2, 1)", "true"],
  ["greaterthanorequalto(2, 2)", "true"],
  ["lessthan(1, 2)", "true"],
  ["lessthanorequalto(1, 2)", "true"],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'not("x")',
    'x.hcl:1,10-11: Invalid function argument; Invalid value for "val" parameter: a bool is required.',
  ],
  [
    'and(true, "yes")',
    'x.hcl:1,16-19: Invalid function argument; Invalid value for "b" parameter: a bool is required.',
  ],
];

describe("logic", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
