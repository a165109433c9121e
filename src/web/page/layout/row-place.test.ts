import { expect, test } from "vitest";
import { placeOfRow } from "./row-place.js";

const place = (index: number, key: string | undefined, rows: string) =>
  placeOfRow({ index, key }, rows.length, (row) => rows[row] ?? "");

test("a row is followed where others come before it or go", () => {
  expect(place(1, "b", "abc")).toBe(1);
  expect(place(1, "b", "xyabc")).toBe(3);
  expect(place(1, "b", "bc")).toBe(0);
});

test("the place of a row that is gone is kept, and that of one which was never named", () => {
  expect(place(1, "b", "axc")).toBe(1);
  expect(place(2, "c", "ab")).toBe(1);
  expect(place(0, undefined, "xabc")).toBe(0);
  expect(place(4, "e", "")).toBe(0);
});
