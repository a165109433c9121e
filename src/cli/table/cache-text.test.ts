import { expect, test } from "vitest";
import type { CacheRecord } from "../../index.js";
import { formatLastUse, formatNanoTime } from "./cache-text.js";

test.each([
  [1_795_262_501_000_000_000n, "2026-11-21 12:01:41 +0000 UTC"],
  [1_795_262_501_424_603_494n, "2026-11-21 12:01:41.424603494 +0000 UTC"],
  [1_795_262_501_010_000_000n, "2026-11-21 12:01:41.01 +0000 UTC"],
])("%d ns is %s", (time, text) => expect(formatNanoTime(time)).toBe(text));

test("the last use is told as an age, none as nothing", () => {
  const record = { lastUsedAt: 1_000_000_000n } as unknown as CacheRecord;
  expect(formatLastUse(record, 61_000)).toBe("About a minute ago");
  expect(formatLastUse({} as unknown as CacheRecord, 0)).toBe("");
});
