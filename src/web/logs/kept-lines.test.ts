import { expect, test } from "vitest";
import { decodeLines, encodeLines } from "./kept-lines.js";

test("lines that came together have their time written once", () => {
  const encoded = encodeLines(1_700_000_000_000.25, 2, ["one", "two"], undefined);
  expect(encoded.filter((line) => line.includes("1700000000000.25"))).toHaveLength(1);
  expect(decodeLines(encoded)).toEqual([
    [1_700_000_000_000.25, 2, "one"],
    [1_700_000_000_000.25, 2, "two"],
  ]);
});

test("what follows lines of the same time and stream has none of its own", () => {
  const before = { time: 5, stream: 1 };
  expect(encodeLines(5, 1, ["three"], before)).toEqual(["three"]);
  expect(encodeLines(5, 2, ["three"], before)).not.toEqual(["three"]);
  expect(encodeLines(6, 1, ["three"], before)).not.toEqual(["three"]);
});

test.each([
  ["looks like the mark of a time", "\u00019 9 x"],
  ["is the mark alone", "\u0001"],
  ["is empty", ""],
  ["begins with a space", " 1 2"],
])("a line that %s is kept as it is", (_what, text) => {
  const lines = [
    ...encodeLines(7, 1, ["a", text, "b"], undefined),
    ...encodeLines(7, 1, [text, "c"], undefined),
  ];
  expect(decodeLines(lines).map(([time, stream, line]) => [time, stream, line])).toEqual(
    ["a", text, "b", text, "c"].map((line) => [7, 1, line]),
  );
});
