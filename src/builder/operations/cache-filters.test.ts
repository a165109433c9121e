import { expect, test } from "vitest";
import { parseCacheFilters, withConfiguredFilters } from "./cache-filters.js";

test.each([
  [[], "", 0n],
  [[""], "", 0n],
  [["type=regular"], "type==regular", 0n],
  [["Type = regular"], "type==regular", 0n],
  [["id=abc", "description~=COPY", "type!=regular"], "description~=COPY,id~=abc,type!=regular", 0n],
  [["type=a", "type=a"], "type==a", 0n],
  [["until=24h"], "", 86_400_000_000_000n],
  [["unused-for=1.5s", "mutable=true"], "mutable==true", 1_500_000_000n],
])("%j asks the daemon for %j", (texts, filter, keepDuration) => {
  expect(parseCacheFilters(texts)).toEqual({ filter, keepDuration });
});

test.each([
  [["private"], 'bad format of filter "private" (expected name=value)'],
  [["type=a", "type=b"], '"type" filter expects only one value'],
  [["until=1h", "until=2h"], '"until" filter expects only one value'],
  [["until=1h", "unused-for=2h"], 'conflicting filters "until" and "unused-for"'],
  [["until=x"], `"until" filter expects a duration (e.g., '24h'): time: invalid duration "x"`],
])("%j is refused", (texts, message) => {
  expect(() => parseCacheFilters(texts)).toThrow(
    expect.objectContaining({ code: "invalid-argument", message }),
  );
});

test("filters of the configuration join those given, unless they have no value or contradict one", () => {
  const configured = ["until=24h", "broken", "label=", "label=keep", "label!=drop", "type=regular"];
  expect(withConfiguredFilters(["label!=keep", "label=drop"], configured)).toEqual([
    "label!=keep",
    "label=drop",
    "until=24h",
    "type=regular",
  ]);
});
