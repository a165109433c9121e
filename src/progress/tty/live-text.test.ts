import { expect, test } from "vitest";
import { CaptureStream, ManualClock } from "../../../test/progress/replay.js";
import { EscapeParser } from "./escape-parser.js";
import { HIDE_CURSOR, SHOW_CURSOR } from "./frame.js";
import { LiveText } from "./live-text.js";
import { Screen } from "./screen.js";

/** Live text on a terminal with a line above it. */
function onTerminal(columns: number, rows: number) {
  const clock = new ManualClock(1_000_000);
  const stream = Object.assign(new CaptureStream(), { columns, rows, isTTY: true });
  const live = new LiveText(stream, { env: {}, clock });
  const screen = new Screen(columns, rows);
  const parser = new EscapeParser();
  const look = () => {
    for (const command of parser.parse(Buffer.from(stream.take()))) screen.execute(command);
    return screen.lines().map((line) => line.trimEnd());
  };
  stream.write("$ ls\n");
  return { clock, stream, live, look };
}

test("what comes is drawn over what was there, and the final text over all of it", () => {
  const { clock, live, look } = onTerminal(40, 10);
  live.show(() => "a ...\nb ...\nc ...\n");
  expect(look()).toEqual(["$ ls", "a ...", "b ...", "c ..."]);
  clock.advance(200);
  live.show(() => "a running\nb ...\nc ...\n");
  expect(look()).toEqual(["$ ls", "a running", "b ...", "c ..."]);
  live.finish("a running\nb error\n");
  expect(look()).toEqual(["$ ls", "a running", "b error"]);
  expect(clock.pendingTimers).toBe(0);
});

test("texts that come fast are made once, soon", () => {
  const { clock, live, look } = onTerminal(40, 10);
  live.show(() => "0\n");
  let made = 0;
  for (let number = 1; number < 50; number++) {
    live.show(() => {
      made++;
      return `${number}\n`;
    });
  }
  expect(made).toBe(0);
  clock.advance(200);
  expect(made).toBe(1);
  expect(look()).toEqual(["$ ls", "49"]);
});

test("a line is cut, not wrapped, until the text is final; then it is whole", () => {
  const { clock, live, look } = onTerminal(10, 10);
  live.show(() => "0123456789abc\n构建构建构建\n");
  expect(look()).toEqual(["$ ls", "012345678", "构建构建"]);
  clock.advance(200);
  live.show(() => "x123456789abc\ny\n");
  expect(look()).toEqual(["$ ls", "x12345678", "y"]);
  live.finish("0123456789abc\n");
  expect(look()).toEqual(["$ ls", "0123456789", "abc"]);
});

test("more lines than the terminal has are drawn when the text is final", () => {
  const { clock, stream, live, look } = onTerminal(20, 4);
  const lines = (word: string) => Array.from({ length: 9 }, (_, index) => `${word} ${index}\n`).join("");
  live.show(() => lines("a"));
  expect(look().slice(-3)).toEqual(["a 0", "a 1", "a 2"]);
  clock.advance(200);
  live.show(() => lines("b"));
  expect(look()).toEqual(["b 0", "b 1", "b 2"]);
  live.finish(lines("c"));
  const written = stream.text;
  expect(look().slice(-3)).toEqual(["c 6", "c 7", "c 8"]);
  expect(written).toContain(lines("c"));
});

test("the cursor is hidden and shown within one write, and stopping leaves what is there", () => {
  const { clock, stream, live, look } = onTerminal(40, 10);
  live.show(() => "a\n");
  clock.advance(200);
  stream.take();
  live.show(() => "b\n");
  expect(stream.writes).toBe(3);
  expect([stream.text.startsWith(HIDE_CURSOR), stream.text.endsWith(`b\n${SHOW_CURSOR}`)]).toEqual([
    true,
    true,
  ]);
  live.show(() => "c\n");
  live.stop();
  clock.advance(1000);
  expect(look().at(-1)).toBe("b");
  expect(clock.pendingTimers).toBe(0);
});

test("a final text alone needs no control of the cursor", () => {
  const { stream, live } = onTerminal(40, 10);
  live.finish("a\n");
  expect(stream.text).toBe("$ ls\na\n");
});
