import { expect, test } from "vitest";
import { drawnPart } from "./drawn-part.js";

const progress = Array.from({ length: 400 }, (_, index) => `progress ${index} of 400\r`).join("");

test("of a line that was overwritten many times the end is drawn", () => {
  expect(drawnPart(`${progress}ALL DONE 400`)).toEqual({ drawn: "ALL DONE 400", rest: 0 });
  expect(drawnPart(progress)).toEqual({ drawn: "progress 399 of 400", rest: 0 });
});

test("of a long line the beginning is drawn, and what is left is counted", () => {
  expect(drawnPart(`${"a".repeat(2000)}\r${"b".repeat(1600)}`)).toEqual({
    drawn: "b".repeat(1500),
    rest: 100,
  });
});
