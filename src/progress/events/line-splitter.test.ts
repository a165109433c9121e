import { expect, test } from "vitest";
import { LineSplitter } from "./line-splitter.js";

const bytes = (text: string) => Buffer.from(text);

test("lines may be cut anywhere, within a character too", () => {
  const splitter = new LineSplitter();
  const [one, two] = [bytes("aé").subarray(0, 2), bytes("aé").subarray(2)];
  expect(splitter.push(one)).toEqual([]);
  expect(splitter.push(two)).toEqual([]);
  expect(splitter.push(bytes("b\r\nc\n\nd"))).toEqual(["aéb", "c", ""]);
  expect(splitter.end()).toEqual(["d"]);
});

test("a line that never ends comes in pieces, in time that grows with its length", () => {
  const splitter = new LineSplitter();
  const piece = bytes("x".repeat(4 << 10));
  const began = performance.now();
  let lines = 0;
  let length = 0;
  for (let sent = 0; sent < 10_000; sent++) {
    for (const line of splitter.push(piece)) {
      lines++;
      length += line.length;
    }
  }
  length += splitter.end().join("").length;
  expect(length).toBe(10_000 * piece.length);
  expect(lines).toBeLessThan(50);
  expect(performance.now() - began).toBeLessThan(5_000);
});
