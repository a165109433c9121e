import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeIntervals, totalDuration } from "./interval.js";

describe("mergeIntervals", () => {
  it("joins intervals that overlap or touch and keeps others apart", () => {
    const merged = mergeIntervals([
      { start: 20n, stop: 30n },
      { start: 0n, stop: 5n },
      { start: 5n, stop: 8n },
      { start: 22n, stop: 25n },
    ]);
    expect(merged).toEqual([
      { start: 0n, stop: 8n },
      { start: 20n, stop: 30n },
    ]);
  });

  it("lets an open interval swallow all later ones", () => {
    expect(mergeIntervals([{ start: 5n, stop: 6n }, { start: 2n }, { start: 0n, stop: 3n }])).toEqual([
      { start: 0n },
    ]);
  });

  it("covers exactly the points its intervals cover", () => {
    const point = fc.bigInt(0n, 40n);
    const interval = fc
      .tuple(point, point)
      .map(([a, b]) => (a < b ? { start: a, stop: b } : { start: b, stop: a }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), (intervals) => {
        const merged = mergeIntervals(intervals);
        const covers = (list: readonly { start: bigint; stop?: bigint }[], at: bigint) =>
          list.some(({ start, stop }) => start <= at && at < (stop ?? at));
        for (let at = 0n; at < 40n; at++) expect(covers(merged, at)).toBe(covers(intervals, at));
      }),
    );
  });
});

describe("totalDuration", () => {
  it("counts an open interval up to now", () => {
    expect(totalDuration([{ start: 1n, stop: 4n }, { start: 10n }], 15n)).toBe(8n);
  });
});
