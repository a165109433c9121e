import { expect, test } from "vitest";
import { testStep } from "../fixtures/testing.js";
import { mostParallel, parallelism } from "./parallelism.js";
import { highest, linePath, rateOf, valuesOf } from "./rates.js";
import { mostPixels, scrollTopOf, scrollWindow } from "./scroll-window.js";
import { endOf, placeOf, ticksOf } from "./time-scale.js";

test("parallelism counts what runs at once; one that begins when another ends does not run beside it", () => {
  const points = parallelism([
    [0, 10],
    [10, 20],
    [5, 15],
    [7, 7],
  ]);
  expect(points).toEqual([
    { time: 0, running: 1 },
    { time: 5, running: 2 },
    { time: 10, running: 2 },
    { time: 15, running: 1 },
    { time: 20, running: 0 },
  ]);
  expect(mostParallel(points)).toBe(2);
});

test("ticks are round and not more than asked for", () => {
  expect(ticksOf({ start: 5, end: 2305 }, 9)).toEqual([0, 500, 1000, 1500, 2000]);
  expect(ticksOf({ start: 0, end: 1 }, 9)).toEqual([0, 1]);
  for (const length of [3, 59_000, 61_000, 3_600_000, 90_000_000]) {
    const ticks = ticksOf({ start: 0, end: length }, 6);
    expect(ticks.length, String(length)).toBeLessThanOrEqual(6);
    expect(ticks.length, String(length)).toBeGreaterThan(1);
  }
});

test("a running step ends now, a waiting one has no end, and places stay in the drawing", () => {
  expect(endOf(testStep(0, { state: "running", started: 5 }), 9)).toBe(9);
  expect(endOf(testStep(0, { state: "waiting" }), 9)).toBeUndefined();
  expect(endOf(testStep(0, { started: 5, completed: 7 }), 9)).toBe(7);
  expect([placeOf({ start: 10, end: 20 }, 15), placeOf({ start: 10, end: 20 }, 99)]).toEqual([50, 100]);
});

test("rates are differences over time, and a count that begins anew is no rate", () => {
  const samples = [
    { time: 0, cpu: 0 },
    { time: 1000, cpu: 5, memory: 7 },
    { time: 1500, cpu: 3 },
  ];
  expect(rateOf(samples, "cpu")).toEqual([
    [1000, 5],
    [1500, 0],
  ]);
  expect(valuesOf(samples, "memory")).toEqual([[1000, 7]]);
  expect(highest([])).toBe(0);
  expect(
    linePath(
      [
        [0, 0],
        [10, 4],
      ],
      60,
    ),
  ).toBe("M0.0 60.0L1000.0 2.0");
  expect(linePath([[0, 1]], 60)).toBe("");
});

test("a few rows are shown around what is seen", () => {
  const few = { rows: 100, rowHeight: 20, viewHeight: 200 };
  expect(scrollWindow(few, 400, 2)).toEqual({ first: 18, last: 32, top: 360, height: 2000 });
  expect(scrollTopOf(few, 50)).toBe(910);
  expect(scrollTopOf({ ...few, rows: 5 }, 3)).toBe(0);
});

test("of millions of rows each is reached, the first and the last too", () => {
  const many = { rows: 5_000_000, rowHeight: 19, viewHeight: 500 };
  expect(scrollWindow(many, 0).height).toBe(mostPixels);
  expect(scrollWindow(many, 0)).toMatchObject({ first: 0, top: 0 });
  const end = scrollWindow(many, mostPixels - 500);
  expect(end.last).toBe(many.rows);
  expect(end.top + (end.last - end.first) * 19).toBeCloseTo(mostPixels, 3);
  for (const row of [1, 123_456, 4_999_990]) {
    const { first, last } = scrollWindow(many, scrollTopOf(many, row), 0);
    expect(row).toBeGreaterThanOrEqual(first);
    expect(row).toBeLessThan(last);
  }
});
