import { expect, test } from "vitest";
import { parseSize } from "./parse-size.js";

test.each([
  ["0", 0],
  ["1024", 1024],
  ["32b", 32],
  ["32KB", 32_768],
  ["32kib", 32_768],
  ["1.5g", 1_610_612_736],
  ["2 M", 2_097_152],
  ["1t", 2 ** 40],
])("%s is %d", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  ["", "invalid size: ''"],
  ["xx", "invalid size: 'xx'"],
  ["-1", "invalid size: '-1'"],
  ["1.2.3", "invalid size: '1.2.3'"],
  ["10Z", "invalid suffix: 'z'"],
  ["10kbb", "invalid suffix: 'kbb'"],
  ["10bytes", "invalid suffix: 'bytes'"],
])("%j is refused", (text, message) => {
  expect(() => parseSize(text)).toThrow(message);
});
