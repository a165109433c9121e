import { expect, test } from "vitest";
import { humanDuration } from "./human-duration.js";

test.each([
  [0, "Less than a second"],
  [1_000, "1 second"],
  [45_000, "45 seconds"],
  [60_000, "About a minute"],
  [120_000, "2 minutes"],
  [3_600_000, "About an hour"],
  [7_200_000, "2 hours"],
  [259_200_000, "3 days"],
])("%d ms is %s", (milliseconds, text) => {
  expect(humanDuration(milliseconds)).toBe(text);
});
