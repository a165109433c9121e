import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['semvercmp("1.2.3", ">= 1.2, < 2")', "true"],
  ['semvercmp("1.2.3", "^1.2")', "true"],
  ['semvercmp("1.2.3", "~1.2")', "true"],
  ['semvercmp("2.0.0", "1.x || 2.x")', "true"],
  ['semvercmp("1.2.3-alpha", ">= 1.0")', "false"],
  ['semvercmp("1.2.3-alpha", ">= 1.0-0")', "true"],
  ['semvercmp("v1.2", "1.2")', "true"],
  ['semvercmp("1.5.0", "1.2 - 1.6")', "true"],
  ['semvercmp("0.2.3", "^0.2.1")', "true"],
  ['semvercmp("0.3.0", "^0.2.1")', "false"],
  ['semvercmp("1.2.3", "!= 1.2.3")', "false"],
  ['semvercmp("1.2.3", "*")', "true"],
  ['semvercmp("1.2.3", ">1.2")', "false"],
  ['semvercmp("1.3.0", ">1.2")', "true"],
  ['semvercmp("1.2.9", "<=1.2")', "true"],
  ['semvercmp("1.2.3", "=1.2.3")', "true"],
  ['semvercmp("1.2.3+meta", "1.2.3")', "true"],
  ['semvercmp("0.0.3", "^0.0.3")', "true"],
  ['semvercmp("0.0.4", "^0.0.3")', "false"],
  ['semvercmp("0.0.4", "^0.0")', "true"],
  ['semvercmp("0.1.4", "^0")', "true"],
  ['semvercmp("1.9.0", "~1")', "true"],
  ['semvercmp("1.2.3", "!= 1.x")', "false"],
  ['semvercmp("1.2.3", "!=1.3")', "true"],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'semvercmp("x", "1")',
    'x.hcl:1,5-15: Error in function call; Call to function "semvercmp" failed: invalid semantic version.',
  ],
  [
    'semvercmp("1", "x.y.z!")',
    'x.hcl:1,5-15: Error in function call; Call to function "semvercmp" failed: improper constraint: x.y.z!.',
  ],
  [
    'semvercmp("1", ">>1")',
    'x.hcl:1,5-15: Error in function call; Call to function "semvercmp" failed: improper constraint: >>1.',
  ],
];

describe("versions", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
