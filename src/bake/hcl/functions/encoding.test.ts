import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['base64decode("aGVsbG8=")', '"hello"'],
  ['base64encode("hello é")', '"aGVsbG8gw6k="'],
  ['csvdecode("a,b\\n1,2\\n3,\\"x,y\\"\\n")', '[{"a":"1","b":"2"},{"a":"3","b":"x,y"}]'],
  ['csvdecode("a,b\\n")', "[]"],
  ['csvdecode("a\\n\\"q\\"\\"q\\"\\n\\nx\\n")', '[{"a":"q\\"q"},{"a":"x"}]'],
  ['jsondecode("{\\"a\\":[1,2.50,null,true],\\"b\\":\\"x\\"}")', '{"a":[1,2.5,null,true],"b":"x"}'],
  ['jsondecode("\\"x\\"")', '"x"'],
  ['jsondecode("12345678901234567890")', "12345678901234567890"],
  ['jsonencode({a="<&>", b=[1,null]})', '"{\\"a\\":\\"\\\\u003c\\\\u0026\\\\u003e\\",\\"b\\":[1,null]}"'],
  ['jsonencode("\\u2028 é \\u0001 \\u007f")', '"\\"\\\\u2028 é \\\\u0001 \u007f\\""'],
  ['urlencode("a b&c=d/é~*\'()!")', '"a+b%26c%3Dd%2F%C3%A9~%2A%27%28%29%21"'],
  ["jsonencode(convert({a=null}, map(string)))", '"{\\"a\\":null}"'],
  ["jsonencode(convert([null], list(string)))", '"[null]"'],
  ['jsonencode([1, "a", true, null, {}])', '"[1,\\"a\\",true,null,{}]"'],
  ["jsondecode(jsonencode({a=[1,2,{b=null}]})).a[2]", '{"b":null}'],
  ['jsondecode("0.1") + jsondecode("0.2")', "0.3"],
  ['jsondecode("1e3")', "1000"],
  ['urlencode("日本 +%~-_.")', '"%E6%97%A5%E6%9C%AC+%2B%25~-_."'],
  ['base64encode("")', '""'],
  ['base64decode("")', '""'],
  ['base64decode("aGVs\\nbG8=")', '"hello"'],
  ['csvdecode("a,b\\r\\n1,2\\r\\n")', '[{"a":"1","b":"2"}]'],
  ['csvdecode("a\\n\\"x\\ny\\"\\n")', '[{"a":"x\\ny"}]'],
  ['jsonencode({"a b"=1, é=2})', '"{\\"a b\\":1,\\"é\\":2}"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  ['jsondecode("{")', 'x.hcl:1,5-16: Error in function call; Call to function "jsondecode" failed: EOF.'],
  [
    'jsondecode("nope")',
    "x.hcl:1,5-16: Error in function call; Call to function \"jsondecode\" failed: invalid character 'o' in literal null (expecting 'u').",
  ],
  [
    'jsondecode("{} x")',
    'x.hcl:1,5-16: Error in function call; Call to function "jsondecode" failed: extraneous data after JSON object.',
  ],
  [
    'jsondecode("[1,]")',
    "x.hcl:1,5-16: Error in function call; Call to function \"jsondecode\" failed: invalid character ']' looking for beginning of value.",
  ],
  ['jsondecode("")', 'x.hcl:1,5-16: Error in function call; Call to function "jsondecode" failed: EOF.'],
  [
    'jsondecode("{\\"a\\" 1}")',
    "x.hcl:1,5-16: Error in function call; Call to function \"jsondecode\" failed: invalid character '1' after object key.",
  ],
  [
    'csvdecode("a,a\\n")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: duplicate column name "a".',
  ],
  [
    'csvdecode("")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: missing header line.',
  ],
  [
    'csvdecode("a,b\\n1\\n")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 2: wrong number of fields.',
  ],
  [
    'csvdecode("a\\nx\\"y\\n")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 2: bare " in non-quoted-field.',
  ],
  [
    'base64decode("!!!")',
    "x.hcl:1,5-18: Error in function call; Call to function \"base64decode\" failed: failed to decode base64 data '!!!'.",
  ],
  [
    'base64decode("/w==")',
    'x.hcl:1,5-18: Error in function call; Call to function "base64decode" failed: the result of decoding the the provided string is not valid UTF-8.',
  ],
  [
    'byteslen("abc")',
    'x.hcl:1,15-18: Invalid function argument; Invalid value for "buf" parameter: bytes required, but have string.',
  ],
  [
    'bytesslice("abc", 0, 1)',
    'x.hcl:1,17-20: Invalid function argument; Invalid value for "buf" parameter: bytes required, but have string.',
  ],
  [
    'base64decode("aGVsbG8")',
    "x.hcl:1,5-18: Error in function call; Call to function \"base64decode\" failed: failed to decode base64 data 'aGVsbG8'.",
  ],
  [
    'csvdecode("a,b\\n\\"1\\",\\"2\\"x\\n")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 2: extraneous or missing " in quoted-field.',
  ],
  [
    'csvdecode("\\"a\\n")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 1: extraneous or missing " in quoted-field.',
  ],
  [
    'csvdecode("a,b\\n1,2,3\\n")',
    'x.hcl:1,5-15: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 2: wrong number of fields.',
  ],
];

describe("encoding", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
