import { describe, expect, it } from "vitest";
import { CaptureStream, ManualClock } from "../../../test/progress/replay.js";
import type { SolveStatus, Vertex } from "../model/status.js";
import { EscapeParser } from "./escape-parser.js";
import { Screen } from "./screen.js";
import { columnsOf } from "./text-width.js";
import { ttyDisplay } from "./tty-display.js";

const NOW = 1_000_000;
const START = BigInt(NOW) * 1_000_000n;
const SECOND = 1_000_000_000n;

/** A display on a terminal whose screen can be looked at. */
function onTerminal(columns: number, rows: number) {
  const clock = new ManualClock(NOW);
  const stream = Object.assign(new CaptureStream(), { columns, rows, isTTY: true });
  const display = ttyDisplay(stream, { env: { NO_COLOR: "1" }, clock, header: "docker-container:b" });
  const screen = new Screen(columns, rows);
  const parser = new EscapeParser();
  return {
    clock,
    display,
    resize(newColumns: number, newRows: number) {
      Object.assign(stream, { columns: newColumns, rows: newRows });
      screen.resize(newColumns, newRows);
    },
    /** The lines on the screen, without blanks at their ends. */
    look(): string[] {
      for (const command of parser.parse(Buffer.from(stream.take()))) screen.execute(command);
      return screen.lines().map((line) => line.trimEnd());
    },
  };
}

const step = (digest: string, more: Partial<Vertex> = {}): Vertex => ({
  digest,
  name: `step ${digest}`,
  inputs: [],
  cached: false,
  started: START,
  ...more,
});

const transfer = (id: string, current: number, total: number, seconds = 1n): SolveStatus => ({
  statuses: [
    { id, vertex: "a", name: "", current, total, timestamp: START + seconds * SECOND, started: START },
  ],
});

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("a transfer on the screen", () => {
  it("has bytes, bar, speed and time left while it runs, and none but the bytes when it is done", async () => {
    const { clock, display, look } = onTerminal(100, 24);
    display.update({ vertexes: [step("a")] });
    display.update(transfer("transferring", 0, 10_000_000));
    clock.advance(2000);
    display.update(transfer("transferring", 5_000_000, 10_000_000));
    clock.advance(200);
    expect(look()).toEqual([
      `[+] Building 2.1s (0/1)${" ".repeat(58)}docker-container:b`,
      ` => step a${" ".repeat(85)}2.1s`,
      expect.stringMatching(
        /^ => => transferring 5\.00MB \/ 10\.00MB \[={10}> {9}\] 2\.33MB\/s 3s left +2\.1s$/,
      ),
    ]);
    const [done] = transfer("transferring", 10_000_000, 10_000_000).statuses ?? [];
    if (done) display.update({ statuses: [{ ...done, completed: START + 4n * SECOND }] });
    display.update({ vertexes: [step("a", { completed: START + 4n * SECOND })] });
    await display.finish();
    expect(look().at(-1)).toMatch(/^ => => transferring 10\.00MB \/ 10\.00MB {50,}4\.0s$/);
  });

  it("shortens a digest for the speed, but only so far that it can be told from others", () => {
    const { clock, display, look } = onTerminal(80, 24);
    display.update({ vertexes: [step("a")] });
    display.update(transfer(digest, 0, 10_000_000));
    clock.advance(2000);
    display.update(transfer(digest, 5_000_000, 10_000_000));
    clock.advance(200);
    expect(look()[2]).toMatch(
      /^ => => sha256:0123456789abcd\w* 5\.00MB \/ 10\.00MB \[=+> *\] 2\.33MB\/s 3s left +2\.1s$/,
    );
  });

  it("keeps to the bytes on a narrow terminal, and no line ever reaches the last column", () => {
    for (let columns = 20; columns < 120; columns += 7) {
      const { clock, display, look } = onTerminal(columns, 24);
      display.update({ vertexes: [step("a", { name: "构建 один ".repeat(10) })] });
      display.update(transfer(digest, 0, 10_000_000));
      clock.advance(2000);
      display.update(transfer(digest, 5_000_000, 10_000_000));
      clock.advance(200);
      for (const line of look().slice(1)) expect(columnsOf(line), line).toBeLessThan(columns);
      if (columns < 50) expect(look().join()).not.toContain("MB/s");
    }
  });
});

describe("the screen", () => {
  it("shows one frame only after many, wide names and log windows included", async () => {
    const { clock, display, look } = onTerminal(60, 20);
    const names = ["一二三四五六七八九十".repeat(4), "🚀 rocket", "plain"];
    for (const [index, name] of names.entries()) {
      display.update({ vertexes: [step(String(index), { name })] });
      display.update({
        logs: [{ vertex: String(index), stream: 1, data: Buffer.from("输出 output\n"), timestamp: START }],
      });
      clock.advance(300);
      look();
    }
    for (const index of names.keys()) {
      display.update({ vertexes: [step(String(index), { completed: START + SECOND })] });
      clock.advance(300);
      look();
    }
    await display.finish();
    const lines = look();
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^\[\+\] Building 1\.\ds \(3\/3\) FINISHED +docker-container:b$/);
    for (const line of lines.slice(1)) expect(line).toMatch(/ 1\.0s$/);
  });

  it("fills a terminal that has grown, and stays within one that has shrunk", () => {
    const { clock, display, look, resize } = onTerminal(60, 24);
    display.update({ vertexes: [step("a"), step("b")] });
    clock.advance(200);
    look();
    resize(90, 24);
    clock.advance(200);
    expect(look().map(columnsOf)).toEqual([89, 89, 89]);
    resize(90, 4);
    clock.advance(200);
    expect(look().length).toBeLessThanOrEqual(4);
  });
});
