import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['chomp("abc\\n\\n")', '"abc"'],
  ['chomp("abc\\r\\n")', '"abc"'],
  ['chomp("a\\nb\\n\\r")', '"a\\nb"'],
  ['indent(2, "a\\nb\\nc")', '"a\\n  b\\n  c"'],
  ['join(",", ["a","b"])', '"a,b"'],
  ['join("-", ["a"], ["b","c"])', '"a-b-c"'],
  ['join(",", [1, true])', '"1,true"'],
  ['lower("ÀÉX İ ẞ")', '"àéx i ß"'],
  ['upper("straße éfi ŉ")', '"STRAßE ÉFI ŉ"'],
  ['title("hello wOrld foo-bar it\'s x_y 3d")', '"Hello WOrld Foo-Bar It\'S X_y 3d"'],
  ['reverse("héllo")', '"olléh"'],
  ['reverse("a👨‍👩‍👧b")', '"b👨‍👩‍👧a"'],
  ['replace("hello", "l", "L")', '"heLLo"'],
  ['replace("abc", "", "-")', '"-a-b-c-"'],
  ['sanitize("foo/bar:baz.é")', '"foo_bar_baz__"'],
  ['sort(["b","a","C","á"])', '["C","a","b","á"]'],
  ['split(",", "a,b,,c")', '["a","b","","c"]'],
  ['split("", "abc")', '["a","b","c"]'],
  ['split(",", "")', '[""]'],
  ['strlen("héllo")', "5"],
  ['strlen("👨‍👩‍👧")', "1"],
  ['strlen("")', "0"],
  ['substr("hello", 1, 3)', '"ell"'],
  ['substr("hello", -3, 2)', '"ll"'],
  ['substr("hello", 0, -1)', '"hello"'],
  ['substr("hello", 10, 2)', '""'],
  ['substr("hello", 2, 0)', '""'],
  ['substr("hello", -3, 0)', '"llo"'],
  ['substr("hello", -10, 3)', '"hel"'],
  ['substr("", 0, 3)', '""'],
  ['trim("?!hello?!", "!?")', '"hello"'],
  ['trimprefix("helloworld", "hello")', '"world"'],
  ['trimsuffix("helloworld", "world")', '"hello"'],
  ['trimspace("  \\n hello\\t\\n ")', '"hello"'],
  ['upper(["a"]...)', '"A"'],
  ['split("ab", "xabyabz")', '["x","y","z"]'],
  ["title(\"ñandú élan o'neil don't_stop 1st\")", "\"Ñandú Élan O'Neil Don'T_stop 1st\""],
  ['upper("ǆ ß ﬁ")', '"Ǆ ß ﬁ"'],
  ['lower("Σ ΑΣ")', '"σ ασ"'],
  ['trim("  x ", " ")', '"x"'],
  ['trim("ééxéé", "é")', '"x"'],
  ['trimspace("\\u00a0x\\u2003")', '"x"'],
  ['strlen("e\\u0301")', "1"],
  ['strlen("🇩🇪🇫🇷")', "2"],
  ['strlen("a\\r\\nb")', "3"],
  ['substr("🤔🤷", 0, 1)', '"🤔"'],
  ['reverse("ab\\u0301c")', '"cb́a"'],
  ['sort(["é", "z", "a", "Z", "😀", "\\uffff"])', '["Z","a","z","é","￿","😀"]'],
  ['join("", [])', '""'],
  ['sanitize("")', '""'],
  ['replace("a.b", ".", "")', '"ab"'],
  ['replace("aaa", "aa", "b")', '"ba"'],
  ['indent(0, "a\\nb")', '"a\\nb"'],
  ['indent(3, "a\\n\\nb\\n")', '"a\\n   \\n   b\\n   "'],
  ['chomp("")', '""'],
  ['trimprefix("aab", "a")', '"ab"'],
  ['trimsuffix("baa", "a")', '"ba"'],
  ['strlen("\\u0000")', "1"],
  ['upper(convert(["a"], set(string))...)', '"A"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    "upper(null)",
    'x.hcl:1,11-15: Invalid function argument; Invalid value for "str" parameter: argument must not be null.',
  ],
  [
    "upper()",
    'x.hcl:1,11-12: Not enough function arguments; Function "upper" expects 1 argument(s). Missing value for "str".',
  ],
  [
    'upper("a", "b")',
    'x.hcl:1,17-18: Too many function arguments; Function "upper" expects only 1 argument(s).',
  ],
  [
    "upper([1])",
    'x.hcl:1,11-12: Invalid function argument; Invalid value for "str" parameter: string required, but have tuple.',
  ],
  [
    'sort(["a", null])',
    'x.hcl:1,5-10: Error in function call; Call to function "sort" failed: given list element 1 is null; a null string cannot be sorted.',
  ],
  [
    'join(",", ["a", null])',
    'x.hcl:1,15-16: Invalid function argument; Invalid value for "lists" parameter: element 1 is null; cannot concatenate null values.',
  ],
  [
    'join(",", ["a"], [null])',
    'x.hcl:1,22-23: Invalid function argument; Invalid value for "lists" parameter: element 0 of list 2 is null; cannot concatenate null values.',
  ],
  [
    'join(",")',
    'x.hcl:1,5-10: Error in function call; Call to function "join" failed: at least one list is required.',
  ],
  [
    'substr("a", 0.5, 1)',
    'x.hcl:1,5-12: Error in function call; Call to function "substr" failed: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
  [
    'replace("a", "b")',
    'x.hcl:1,21-22: Not enough function arguments; Function "replace" expects 3 argument(s). Missing value for "replace".',
  ],
  [
    'upper("a"',
    "x.hcl:1,5-11: Unterminated function call; There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.",
  ],
  [
    'upper("a" "b")',
    "x.hcl:1,15-16: Missing argument separator; A comma is required to separate each function argument from the next.",
  ],
  [
    'upper("a"...',
    "x.hcl:1,14-17: Missing closing parenthesis; An expanded function argument (with ...) must be immediately followed by closing parentheses.",
  ],
  [
    'upper(["a"]... , "b")',
    "x.hcl:1,16-19: Missing closing parenthesis; An expanded function argument (with ...) must be immediately followed by closing parentheses.",
  ],
];

describe("strings", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
