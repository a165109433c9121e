import { expect, test } from "vitest";
import { plainLine } from "../../contract/plain-line.js";
import { ansiSpans } from "./ansi.js";

const spans = (line: string) => ansiSpans(line).map(({ text, className }) => [text, className]);

test.each<[string, string, string[][]]>([
  ["no escape", "plain", [["plain", ""]]],
  [
    "a colour and its end",
    "\u001b[31mred\u001b[0m back",
    [
      ["red", "ansi-1"],
      [" back", ""],
    ],
  ],
  [
    "bright and bold",
    "\u001b[1;92mok\u001b[39m.",
    [
      ["ok", "ansi-10 ansi-bold"],
      [".", "ansi-bold"],
    ],
  ],
  ["a palette colour", "\u001b[38;5;196mx", [["x", "ansi-9"]]],
  ["true colours", "\u001b[38;2;10;20;250mx", [["x", "ansi-12"]]],
  ["a background, left out with its parameters", "\u001b[48;5;1;4mx", [["x", "ansi-underline"]]],
  ["colons", "\u001b[38:5:2mx", [["x", "ansi-2"]]],
  [
    "cursor movements",
    "a\u001b[2K\u001b[1Gb",
    [
      ["a", ""],
      ["b", ""],
    ],
  ],
  ["a link", "\u001b]8;;javascript:alert(1)\u0007here\u001b]8;;\u001b\\", [["here", ""]]],
  ["an unfinished sequence", "a\u001b[31", [["a␛[31", ""]]],
  ["what a return overwrote", "10%\r20%\r", [["20%", ""]]],
  ["returns at its end", "10%\r20%\r\r", [["20%", ""]]],
])("a line with %s", (_what, line, expected) => {
  expect(spans(line)).toEqual(expected);
});

test("markup and direction marks stay text", () => {
  expect(spans("<script>\u202egnp.exe\u0007")).toEqual([["<script>⟨U+202E⟩gnp.exe␇", ""]]);
});

test("a long line of escapes that never end takes linear time", () => {
  const line = "\u001b]".repeat(200_000);
  const start = performance.now();
  ansiSpans(line);
  ansiSpans("\u001b[".repeat(200_000));
  expect(performance.now() - start).toBeLessThan(2000);
});

test("what is searched has no sequences", () => {
  expect(plainLine("\u001b[1mbold\u001b[0m text")).toBe("bold text");
});
