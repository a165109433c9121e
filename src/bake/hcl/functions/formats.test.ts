import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['format("Hello, %s!", "Ander")', '"Hello, Ander!"'],
  ['format("%d %05d %-5d| %+d %x %X %o %b", 1, 2, 3, 4, 255, 255, 8, 5)', '"1 00002 3    | +4 ff FF 10 101"'],
  ['format("%v %v %v %v", "a", 1, true, [1,"b"])', '"a 1 true [1,\\"b\\"]"'],
  ['format("%#v %q", {a="x"}, "q\\"<")', '"{\\"a\\":\\"x\\"} \\"q\\\\\\"\\\\u003c\\""'],
  ['format("%5s|%-5s|%.2s", "é", "ab", "abcdef")', '"    é|ab   |ab"'],
  [
    'format("%.2f %8.3f %e %g %G", 3.14159, 2.5, 12345.678, 0.00001, 1e20)',
    '"3.14    2.500 1.234568e+04 1e-05 1E+20"',
  ],
  ['format("%[2]s", "a", "b")', '"b"'],
  ['format("%%")', '"%"'],
  ['format("%t", "true")', '"true"'],
  ['format("%v", 1000000)', '"1e+06"'],
  ['format("%v", 12345678.9)', '"1.23456789e+07"'],
  ['format("%v", 0.1)', '"0.1"'],
  ['format("%v", null)', '"null"'],
  ['format("%05s", "ab")', '"000ab"'],
  ['format("%f", 1/3)', '"0.333333"'],
  [
    'format("%g", 1/3)',
    '"0.33333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333335"',
  ],
  ['format("%.3g", 1234.5678)', '"1.23e+03"'],
  ['format("%.0f", 2.5)', '"2"'],
  ['format("%.0f", 3.5)', '"4"'],
  ['format("%e", 0)', '"0.000000e+00"'],
  ['format("%g", 100000)', '"100000"'],
  ['format("%g", 1000000)', '"1e+06"'],
  ['format("%6.2f|%-8.2f|%+.1f|% d", 1.5, 1.5, 1.5, 5)', '"  1.50|1.50    |+1.5| 5"'],
  ['format("%#x %#o %#b", 255, 8, 5)', '"0xff 010 0b101"'],
  ['format("%08.3f", -3.14159)', '"-003.142"'],
  ['format("%+05d", 42)', '"+0042"'],
  ['format("%.5d", 42)', '"00042"'],
  ['formatlist("%s-%d", ["a","b"], [1,2])', '["a-1","b-2"]'],
  ['formatlist("%s-%s", ["a","b"], "x")', '["a-x","b-x"]'],
  ['formatlist("%s", [])', "[]"],
  ['formatlist("x")', '["x"]'],
  ['format("%f", 1/0)', '"+Inf"'],
  ['format("%v", {a=[1,"<x>"]})', '"{\\"a\\":[1,\\"\\\\u003cx\\\\u003e\\"]}"'],
  ['format("%q", "a\\nb")', '"\\"a\\\\nb\\""'],
  ['format("%-10q|", "a")', '"\\"a\\"       |"'],
  ['format("%010d|%-10d|%+10d", 42, 42, 42)', '"0000000042|42        |       +42"'],
  ['format("%x", -255)', '"-ff"'],
  ['format("%5t|", true)', '"true|"'],
  ['format("%e", 123456789)', '"1.234568e+08"'],
  ['format("%.2e", 0.000123)', '"1.23e-04"'],
  ['format("%g", 0.0001)', '"0.0001"'],
  ['format("%g", 0.00001)', '"1e-05"'],
  ['format("%G", 123456789.125)', '"1.23456789125E+08"'],
  ['format("%.10g", 1/3)', '"0.3333333333"'],
  ['format("%20.5f|", 3.14159265)', '"             3.14159|"'],
  ['format("%s %s", "a", 1.5)', '"a 1.5"'],
  ['format("%d", "12")', '"12"'],
  ['format("%[1]s %[1]s", "a")', '"a a"'],
  ['format("%[2]d %[1]s", "a", 5)', '"5 a"'],
  ['format("%d", 123456789012345678901234567890)', '"123456789012345678901234567890"'],
  ['format("%v", 0.000001)', '"1e-06"'],
  ['format("%v", 1e100)', '"1e+100"'],
  ['format("%v", 100000)', '"100000"'],
  ['format("%v", 123456)', '"123456"'],
  ['format("%v", 1234567)', '"1.234567e+06"'],
  ['formatlist("%s", convert(["b","a"], set(string)))', '["a","b"]'],
  ['formatlist("%s-%s", "x", ["a", "b"])', '["x-a","x-b"]'],
  ['format("%s-%s", ["a","b"]...)', '"a-b"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'format("%2$s", "a")',
    "x.hcl:1,5-12: Error in function call; Call to function \"format\" failed: unrecognized format character '$' at offset 2.",
  ],
  [
    'format("%d", "a")',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: unsupported value for "%d" at 0: a number is required.',
  ],
  [
    'format("%d", 1.5)',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: unsupported value for "%d" at 0: an integer is required.',
  ],
  [
    'format("%s")',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: not enough arguments for "%s" at 0: need index 1 but have 0 total.',
  ],
  [
    'format("%z", 1)',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: unsupported format verb \'z\' in "%z" at offset 0.',
  ],
  [
    'format("%s", "a", "b")',
    'x.hcl:1,24-25: Invalid function argument; Invalid value for "args" parameter: too many arguments; only 1 used by format string.',
  ],
  [
    'format("x", "a")',
    'x.hcl:1,18-19: Invalid function argument; Invalid value for "args" parameter: too many arguments; no verbs in format string.',
  ],
  [
    'format("%", 1)',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: invalid format string starting at offset 1.',
  ],
  [
    'format("%!", 1)',
    "x.hcl:1,5-12: Error in function call; Call to function \"format\" failed: unrecognized format character '!' at offset 1.",
  ],
  [
    'format("%d", null)',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: unsupported value for "%d" at 0: null value cannot be formatted.',
  ],
  [
    'formatlist("%s", ["a"], ["b","c"])',
    'x.hcl:1,29-30: Invalid function argument; Invalid value for "args" parameter: argument 2 has length 2, which is inconsistent with argument 1 of length 1.',
  ],
  [
    'formatlist("%s%s", ["a"], ["b","c"])',
    'x.hcl:1,31-32: Invalid function argument; Invalid value for "args" parameter: argument 2 has length 2, which is inconsistent with argument 1 of length 1.',
  ],
  [
    'formatlist("%d", ["a"])',
    'x.hcl:1,5-16: Error in function call; Call to function "formatlist" failed: error on format iteration 0: unsupported value for "%d" at 0: a number is required.',
  ],
  [
    'format("%s", [1])',
    'x.hcl:1,5-12: Error in function call; Call to function "format" failed: unsupported value for "%s" at 0: string required, but have tuple.',
  ],
];

describe("formats", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
