import { expect, test } from "vitest";
import { canonicalQuantity } from "./quantity.js";

test.each([
  ["1", "1"],
  ["0", "0"],
  ["+2", "2"],
  ["0.5", "500m"],
  ["1000m", "1"],
  ["1500m", "1500m"],
  ["100000", "100k"],
  ["1.5Gi", "1536Mi"],
  ["1024Mi", "1Gi"],
  ["0.5Ki", "512"],
  ["2Ti", "2Ti"],
  ["1e3", "1e3"],
  ["12E2", "1200"],
  ["1.5e3", "1500"],
  ["3M", "3M"],
  ["1n", "1n"],
  ["0.0000000001", "1n"],
])("%s is kept as %s", (text, quantity) => {
  expect(canonicalQuantity(text)).toEqual({ quantity });
});

test.each([
  ["", /^quantities must match/],
  ["x", /^quantities must match/],
  [".", /^quantities must match/],
  ["1.2.3", /^quantities must match/],
  ["1 Gi", /^quantities must match/],
  ["9".repeat(100), /^quantities must match/],
  ["1Kb", /^quantities must match/],
  ["1kk", /^unable to parse quantity's suffix/],
  ["1e999", /^unable to parse quantity's suffix/],
  ["-1", /^must be greater than or equal to 0/],
])("%j is refused", (text, problem) => {
  expect(canonicalQuantity(text)).toEqual({ problem: expect.stringMatching(problem) });
});
