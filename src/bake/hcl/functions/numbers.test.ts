import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ["max([1,2,3]...)", "3"],
  ["absolute(-3.5)", "3.5"],
  ["add(1, 2)", "3"],
  ["subtract(1, 2.5)", "-1.5"],
  [
    "multiply(3, 1.1)",
    "3.3000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002",
  ],
  [
    "divide(1, 3)",
    "0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335",
  ],
  ["modulo(10, 3)", "1"],
  ["modulo(10, 0)", "10"],
  ["negate(5)", "-5"],
  ["ceil(1.2)", "2"],
  ["ceil(0 / -5)", "0"],
  ["can(modulo(1 / 0, 3))", "false"],
  ["can(modulo(3, 1 / 0))", "false"],
  ["ceil(-1.2)", "-1"],
  ["floor(1.8)", "1"],
  ["floor(-1.2)", "-2"],
  ["int(3.9)", "3"],
  ["int(-3.9)", "-3"],
  ["signum(-4)", "-1"],
  ["signum(0)", "0"],
  ["log(100, 10)", "2"],
  ["log(8, 2)", "3"],
  ["pow(2, 10)", "1024"],
  ["pow(2, 0.5)", "1.4142135623730951"],
  ["pow(2, -1)", "0.5"],
  ["pow(10, 30)", "1000000000000000000000000000000"],
  ['parseint("ff", 16)', "255"],
  ['parseint("-1010", 2)', "-10"],
  ['parseint("zz", 36)', "1295"],
  ['parseint("aA", 62)', "656"],
  ['parseint("+7", 8)', "7"],
  ["max(1, 5, 3)", "5"],
  ["min(1, 5, 3)", "1"],
  ["log(0,10) < 0", "true"],
  ["max(1, 2.5, -3)", "2.5"],
  ['int("5.7")', "5"],
  ['ceil("1.1")', "2"],
  ["floor(-0.5)", "-1"],
  ["ceil(-0.5)", "0"],
  ['absolute("-3")', "3"],
  ["pow(2, 100)", "1267650600228229400000000000000"],
  ["pow(0, 0)", "1"],
  ["log(2, 2)", "1"],
  ["log(1000, 10)", "2.9999999999999996"],
  ['parseint("7fffffffffffffff", 16)', "9223372036854775807"],
  ['parseint("99999999999999999999999", 10)', "99999999999999999999999"],
  ["modulo(-5, 3)", "-2"],
  ["modulo(5, -3)", "2"],
  ["modulo(5.5, 2.5)", "0.5"],
  ["divide(10, 4)", "2.5"],
  [
    'parseint("10", 10) / 3',
    "3.3333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333332",
  ],
  ["pow(2, 0.5) * 3", "4.2426406871192854364238655762164853513240814208984375"],
  ["log(7, 10) + 1", "1.8450980400142567017240935456356965005397796630859375"],
  ["floor(10 / 3)", "3"],
  [
    "ceil(10 / 3) / 7",
    "0.5714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714285714",
  ],
  [
    "int(7.5) / 3",
    "2.3333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333332",
  ],
  ["max([for x in [1,5,3] : x]...)", "5"],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'max("a")',
    'x.hcl:1,10-11: Invalid function argument; Invalid value for "numbers" parameter: a number is required.',
  ],
  [
    "max([])",
    'x.hcl:1,9-10: Invalid function argument; Invalid value for "numbers" parameter: number required, but have tuple.',
  ],
  [
    "max({}...)",
    "x.hcl:1,9-11: Invalid expanding argument value; The expanding argument (indicated by ...) must be of a tuple, list, or set type.",
  ],
  [
    "max(null...)",
    "x.hcl:1,9-13: Invalid expanding argument value; The expanding argument (indicated by ...) must not be null.",
  ],
  [
    'add("a", 1)',
    'x.hcl:1,10-11: Invalid function argument; Invalid value for "a" parameter: a number is required.',
  ],
  [
    'parseint("x", 10)',
    'x.hcl:1,15-16: Invalid function argument; Invalid value for "number" parameter: cannot parse "x" as a base 10 integer.',
  ],
  [
    "parseint(5, 10)",
    'x.hcl:1,14-15: Invalid function argument; Invalid value for "number" parameter: first argument must be a string, not number.',
  ],
  [
    'parseint("5", 100)',
    'x.hcl:1,19-22: Invalid function argument; Invalid value for "base" parameter: base must be a whole number between 2 and 62 inclusive.',
  ],
  [
    'parseint("5", 1.5)',
    'x.hcl:1,19-22: Invalid function argument; Invalid value for "base" parameter: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
  [
    'pow("x", 1)',
    'x.hcl:1,10-11: Invalid function argument; Invalid value for "num" parameter: a number is required.',
  ],
  [
    "pow(1e400, 1)",
    'x.hcl:1,5-9: Error in function call; Call to function "pow" failed: value must be between -179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168738177180919299881250404026184124858368.000000 and 179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168738177180919299881250404026184124858368.000000 inclusive.',
  ],
  [
    "min()",
    'x.hcl:1,5-9: Error in function call; Call to function "min" failed: must pass at least one number.',
  ],
  [
    "signum(0.5)",
    'x.hcl:1,5-12: Error in function call; Call to function "signum" failed: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
];

describe("numbers", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
