import { expect, test } from "vitest";
import { formatRfc3339, parseRfc3339 } from "./rfc3339.js";

test.each([
  ["2026-11-26T11:35:49.18692625Z", "2026-11-26T11:35:49.18692625Z"],
  ["2026-11-26T11:35:49Z", "2026-11-26T11:35:49Z"],
  ["2026-11-26T12:35:49.5+01:00", "2026-11-26T11:35:49.5Z"],
  ["1969-12-31T23:59:59.000000001Z", "1969-12-31T23:59:59.000000001Z"],
])("%s is the time %s, to the nanosecond", (text, written) => {
  expect(formatRfc3339(parseRfc3339(text) ?? 0n)).toBe(written);
});

test.each(["", "yesterday", "2026-11-26", "2026-99-26T11:35:49Z", "2026-11-26T11:35:49"])(
  "%j is no time",
  (text) => expect(parseRfc3339(text)).toBeUndefined(),
);

test("a time that no calendar has is written as some other", () => {
  expect(formatRfc3339(2n ** 90n)).toMatch(/^1970-01-01T00:00:00/);
});
