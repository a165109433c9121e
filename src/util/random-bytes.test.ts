import { expect, test } from "vitest";
import { randomBytes } from "./random-bytes.js";

test.each([
  ["the device", undefined],
  ["Node, where there is no device", "/dev/none-of-this-name"],
  ["Node, where the device ends", "/dev/null"],
])("come from %s, in the size that is asked for, and differ", (_from, device) => {
  const seen = new Set<string>();
  for (let round = 0; round < 50; round++) {
    const bytes = randomBytes(17, device);
    expect(bytes).toHaveLength(17);
    seen.add(bytes.toString("hex"));
  }
  expect(seen.size).toBe(50);
});
