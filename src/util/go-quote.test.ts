import { expect, test } from "vitest";
import { quoteGo } from "./go-quote.js";

test.each([
  ["plain text", '"plain text"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ["tab\tnew\nline", '"tab\\tnew\\nline"'],
  ["\u0001\u007f", '"\\x01\\x7f"'],
  ["é 日本 😀", '"é 日本 😀"'],
  ["\u200b\u00a0", '"\\u200b\\u00a0"'],
])("%j is quoted as %s", (text, quoted) => {
  expect(quoteGo(text)).toBe(quoted);
});
