// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['regex("[a-z]+", "123abc456")', '"abc"'],
  ['regex("(\\\\d+)-(\\\\d+)", "x 12-34 y")', '["12","34"]'],
  ['regex("(?P<year>\\\\d{4})-(?P<month>\\\\d\\\\d)", "2020-05")', '{"month":"05","year":"2020"}'],
  ['regex("(a)|(b)", "b")', '[null,"b"]'],
  ['regexall("[a-z]+", "ab 12 cd")', '["ab","cd"]'],
  ['regexall("x", "abc")', "[]"],
  ['regexall("a*", "baaab")', '["","aaa",""]'],
  ['regexall("(\\\\w)(\\\\d)", "a1 b2")', '[["a","1"],["b","2"]]'],
  ['regex_replace("hello world", "o", "0")', '"hell0 w0rld"'],
  ['regex_replace("John Smith", "(\\\\w+) (\\\\w+)", "$2 $1")', '"Smith John"'],
  ['regex_replace("abc", "(?P<x>b)", "[${"$"}{x}]")', '"a[b]c"'],
  ['regex_replace("abc", "b", "$1x")', '"ac"'],
  ['regex_replace("abc", "", "-")', '"-a-b-c-"'],
  ['regex_replace("aaa", "a*", "b")', '"b"'],
  ['regex_replace("abc", "(b)", "$1x$$")', '"a$c"'],
  ['regex("^v?(\\\\d+)\\\\.(\\\\d+)", "v1.2.3")', '["1","2"]'],
  ['regexall("\\\\b\\\\w", "hello big world")', '["h","b","w"]'],
  ['regexall("[[:alpha:]]+", "ab1cd")', '["ab","cd"]'],
  ['regex("(?i)HELLO", "say hello")', '"hello"'],
  ['regex("(?s)a.b", "a\\nb")', '"a\\nb"'],
  ['regex("\\\\pL+", "1éa")', '"éa"'],
  ['regex_replace("a.b.c", "\\\\.", "-")', '"a-b-c"'],
  ['regex_replace("abc", "(?P<first>a)(b)", "$first-$2")', '"a-bc"'],
  ['regex_replace("abc", "(a)(b)", "$${2}$${1}")', '"bac"'],
  ['regex_replace("héllo", "l", "L")', '"héLLo"'],
  ['regex_replace("a\\nb\\nc", "(?m)^", "> ")', '"\\u003e a\\n\\u003e b\\n\\u003e c"'],
  ['regexall("", "ab")', '["","",""]'],
  ['regexall("a|", "ba")', '["","a"]'],
  ['regex("a{2,3}", "aaaa")', '"aaa"'],
  ['regex("(a+)(b*)", "aab")', '["aa","b"]'],
  ['regexall("(?P<k>\\\\w)=(?P<v>\\\\d)", "a=1 b=2")', '[{"k":"a","v":"1"},{"k":"b","v":"2"}]'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'regex("x", "abc")',
    'x.hcl:1,5-11: Error in function call; Call to function "regex" failed: pattern did not match any part of the given string.',
  ],
  [
    'regex("[", "abc")',
    'x.hcl:1,12-13: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: missing closing ] in [.',
  ],
  [
    'regex("(a)(?P<n>b)", "ab")',
    'x.hcl:1,12-23: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: cannot mix both named and unnamed capture groups.',
  ],
  [
    'regex("a(?!b)", "abc")',
    'x.hcl:1,12-18: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: invalid or unsupported Perl syntax in (?!.',
  ],
  [
    'regex("*", "abc")',
    'x.hcl:1,12-13: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: missing argument to repetition operator in *.',
  ],
  [
    'regex_replace("a", "(", "x")',
    'x.hcl:1,5-19: Error in function call; Call to function "regex_replace" failed: error parsing regexp: missing closing ): `(`.',
  ],
];

describe("regexes", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
