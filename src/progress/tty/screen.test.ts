import { describe, expect, it } from "vitest";
import { LogWindow } from "./log-window.js";

function linesAfter(...chunks: (string | Uint8Array)[]): string[] {
  const window = new LogWindow();
  for (const chunk of chunks) window.write(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return window.lines(10, 3).map((line) => line.trimEnd());
}

describe("a log window", () => {
  it("scrolls and keeps the last lines", () => {
    expect(linesAfter("a\nb\nc\nd\n")).toEqual(["b", "c", "d"]);
  });

  it("wraps long lines", () => {
    expect(linesAfter("0123456789abc")).toEqual(["0123456789", "abc"]);
  });

  it("pads its lines to its width", () => {
    const window = new LogWindow();
    window.write(Buffer.from("中\n"));
    expect(window.lines(10, 3)).toEqual(["中        "]);
  });

  it("wraps a wide character that does not fit as a whole", () => {
    expect(linesAfter("012345678中")).toEqual(["012345678", "中"]);
  });

  it("overwrites after a carriage return, a backspace and an erased line", () => {
    expect(linesAfter("10%\r50%")).toEqual(["50%"]);
    expect(linesAfter("ab\bX")).toEqual(["aX"]);
    expect(linesAfter("long text\r\x1b[Kok")).toEqual(["ok"]);
  });

  it("moves the cursor up to redraw a line above", () => {
    expect(linesAfter("one\ntwo\n\x1b[2A\x1b[2KONE\n")).toEqual(["ONE", "two"]);
  });

  it("clears the screen", () => {
    expect(linesAfter("junk\nmore\x1b[2J\x1b[Hnew")).toEqual(["new"]);
  });

  it("leaves out colours, titles and hyperlinks", () => {
    expect(linesAfter("\x1b[1;31mred\x1b[0m \x1b]0;title\x07x\x1b]8;;u\x1b\\y")).toEqual(["red xy"]);
  });

  it("puts sequences and characters together that a chunk broke apart", () => {
    expect(linesAfter("a\x1b[3", "1mb", Uint8Array.from([0xe4]), Uint8Array.from([0xb8, 0xad]))).toEqual([
      "ab中",
    ]);
  });

  it("goes to tab stops", () => {
    expect(linesAfter("a\tb")).toEqual(["a       b"]);
  });

  it("keeps a combining mark with its letter", () => {
    expect(linesAfter("e\u0301x")).toEqual(["e\u0301x"]);
  });

  it("survives any bytes and any sizes", () => {
    const window = new LogWindow();
    for (let round = 0; round < 300; round++) {
      const data = Uint8Array.from({ length: 40 }, (_, index) => (round * 31 + index * 17 * round) % 256);
      window.write(data);
      window.write(Buffer.from(`\x1b[${round};${(round * 7) % 90}H\x1b[${round % 4}J\x1b[${round % 3}K`));
      const lines = window.lines((round * 13) % 30, (round * 5) % 9);
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, (round * 5) % 9));
    }
  });

  it("stays quick when nobody looks at megabytes of output", () => {
    const window = new LogWindow();
    for (let round = 0; round < 2000; round++) window.write(Buffer.alloc(8192, "x\n"));
    const before = performance.now();
    window.lines(80, 6);
    expect(performance.now() - before).toBeLessThan(500);
    expect(window.bytes).toBe(2000 * 8192);
  });
});
