import { expect, test } from "vitest";
import { byteTextOf } from "./byte-text.js";
import { safeForTerminal, safeTextForTerminal, TerminalFilter } from "./terminal-filter.js";

test.each([
  ["a title", "a\x1b]0;evil\x07b", "ab"],
  ["the clipboard", "a\x1b]52;c;ZXZpbA==\x1b\\b", "ab"],
  ["a string that never ends, at the line's end", "a\x1b]0;evil\nb", "a\nb"],
  ["device control", "a\x1bP1$r0m\x1b\\b", "ab"],
  ["controls of the upper half", "a\u009d0;evil\u0007b\u009b6nc\u0085d", "abcd"],
  ["a question to the terminal", "a\x1b[6nb\x1b[cc\x1b[>0qd", "abcd"],
  ["other modes", "a\x1b[?1049hb\x1bcc", "abc"],
  ["a bell", "a\x07b\x00c", "abc"],
  ["an end in a sequence", "a\x1b[", "a"],
])("takes out %s", (_what, text, rest) => {
  expect(safeTextForTerminal(text)).toBe(rest);
});

test.each(["plain \x1b[1;31mred\x1b[0m\ttab\r\n", "bar 10%\r\x1b[Kbar 20%", "é 漢字 🐳 Â\u00a0"])(
  "leaves %j",
  (text) => {
    expect(safeTextForTerminal(text)).toBe(text);
  },
);

test("takes sequences out that pieces cut anywhere", () => {
  const text = "a\x1b[31mred\x1b]0;evil\x07 \x1b]52;c;eA==\x1b\\é\x1b[0m\n";
  const whole = safeForTerminal(byteTextOf(Buffer.from(text)));
  for (let at = 0; at <= text.length; at++) {
    const bytes = byteTextOf(Buffer.from(text));
    const filter = new TerminalFilter();
    expect(filter.push(bytes.slice(0, at)) + filter.push(bytes.slice(at))).toBe(whole);
  }
});

test("takes time in proportion to the text", () => {
  const began = performance.now();
  for (const part of ["\x1b]", "\x1b[1;", "\x1b", "\xc2\x9b1", "\x1b]0;a\x1b"]) {
    const filter = new TerminalFilter();
    for (let piece = 0; piece < 100; piece++) filter.push(part.repeat(2_000));
  }
  expect(performance.now() - began).toBeLessThan(3_000);
});
