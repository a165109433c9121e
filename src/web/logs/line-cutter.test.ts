import { expect, test } from "vitest";
import { LineCutter } from "./line-cutter.js";

const bytes = (text: string) => new TextEncoder().encode(text);

test.each<[string, string[], string[]]>([
  ["lines whose borders lie anywhere", ["a", "b\nc", "d\n", "e"], ["ab", "cd", "e"]],
  ["empty lines", ["\n\na\n\n"], ["", "", "a", ""]],
  ["line ends of Windows", ["a\r\nb\r", "\nc\rd\r\n"], ["a", "b", "c\rd"]],
])("cuts %s", (_what, chunks, lines) => {
  const cutter = new LineCutter();
  expect([...chunks.flatMap((chunk) => cutter.push(bytes(chunk))), ...cutter.end()]).toEqual(lines);
});

test("a character may be cut in two", () => {
  const cutter = new LineCutter();
  const [first, second] = [bytes("ü\n").subarray(0, 1), bytes("ü\n").subarray(1)];
  expect([...cutter.push(first), ...cutter.push(second)]).toEqual(["ü"]);
});

test.each([1, 3, 50])("a line that is too long is kept up to a bound, in %i pieces", (pieces) => {
  const cutter = new LineCutter();
  const piece = "x".repeat(Math.ceil(60_000 / pieces));
  const lines = Array.from({ length: pieces }, () => cutter.push(bytes(piece))).flat();
  lines.push(...cutter.push(bytes("\nnext\n")), ...cutter.push(bytes(`${"y".repeat(60_000)}\n`)));
  expect(lines.map((line) => [line.length, line.at(-1)])).toEqual([
    [16_385, "…"],
    [4, "t"],
    [16_385, "…"],
  ]);
});

test("several long lines that come at once are each cut", () => {
  const long = "z".repeat(20_000);
  const lines = new LineCutter().push(bytes(`${long}\n${long}\nshort\n`));
  expect(lines.map(({ length }) => length)).toEqual([16_385, 16_385, 5]);
});

const progress = Array.from({ length: 4000 }, (_, index) => `progress ${index} of 4000\r`).join("");

test.each([1, 7, 1000, 100_000])("of a long progress the end is kept, in chunks of %i", (size) => {
  const sent = `${progress}ALL DONE\r\n${"x".repeat(20_000)}\rshort\n${progress}\nnext\n`;
  const chunks = Array.from({ length: Math.ceil(sent.length / size) }, (_, index) =>
    bytes(sent.slice(index * size, (index + 1) * size)),
  );
  const cutter = new LineCutter();
  const lines = [...chunks.flatMap((chunk) => cutter.push(chunk)), ...cutter.end()];
  expect(lines.map((line) => line.split("\r").at(-1))).toEqual([
    "ALL DONE",
    "short",
    "progress 3999 of 4000",
    "next",
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(16_384);
});

test("a line end of Windows behind a line that is just long enough, or too long, overwrites nothing", () => {
  const cutter = new LineCutter();
  const [enough, more] = ["x".repeat(16_384), "y".repeat(16_385)];
  const chunks = [enough, "\r", "\n", more, "\r", "\r", "\n"];
  expect(chunks.flatMap((chunk) => cutter.push(bytes(chunk)))).toEqual([enough, `${more.slice(1)}…`]);
});
