import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.js";

test.each([
  [172_800_000_000_000n, "48h0m0s"],
  [90_000_000_000n, "1m30s"],
  [1_500_000_000n, "1.5s"],
  [250_000_000n, "250ms"],
  [1_050_000n, "1.05ms"],
  [1_500n, "1.5µs"],
  [15n, "15ns"],
  [0n, "0s"],
  [-61_000_000_000n, "-1m1s"],
])("%d ns is written %s", (nanos, text) => {
  expect(formatDuration(nanos)).toBe(text);
});

test.each([
  ["20s", 20_000],
  ["1h2m3.5s", 3_723_500],
  ["-1.5s", -1500],
  [".5s", 500],
  ["100us", 0.1],
  ["0", 0],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  ["", 'time: invalid duration ""'],
  ["x", 'time: invalid duration "x"'],
  ["5", 'time: missing unit in duration "5"'],
  ["5y", 'time: unknown unit "y" in duration "5y"'],
])("%j is refused", (text, message) => {
  expect(() => parseDuration(text)).toThrow(message);
});
