import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  CaptureStream,
  ManualClock,
  parseRawUpdate,
  type RecordedUpdate,
} from "../../../test/progress/replay.js";
import type { Vertex } from "../model/status.js";
import { type TtyDisplayOptions, ttyDisplay } from "./tty-display.js";

const fixture = (name: string) =>
  readFileSync(new URL(`../../../test/progress/fixtures/${name}`, import.meta.url), "utf8");

const NOW = 1_000_000;
const START = BigInt(NOW) * 1_000_000n;
const SECOND = 1_000_000_000n;

function start(
  options: TtyDisplayOptions = {},
  size: { columns: number; rows: number } = { columns: 60, rows: 24 },
) {
  const clock = new ManualClock(NOW);
  const stream = Object.assign(new CaptureStream(), size, { isTTY: true });
  const display = ttyDisplay(stream, { env: { NO_COLOR: "1" }, clock, ...options });
  return { clock, stream, display };
}

function vertex(digest: string, more: Partial<Vertex> = {}): Vertex {
  return { digest, name: `step ${digest}`, inputs: [], cached: false, started: START, ...more };
}

function log(digest: string, text: string) {
  return { logs: [{ vertex: digest, stream: 1, data: Buffer.from(text), timestamp: START }] };
}

/** The last frame without the sequences around it. */
function lastFrame(text: string): string {
  return text.slice(text.lastIndexOf("\x1b[?25l") + "\x1b[?25l".length).split("\x1b[?25h")[0] ?? "";
}

describe("a recorded build", () => {
  it("ends with the frame that buildx drew", async () => {
    const size = { columns: 80, rows: 24 };
    const { clock, stream, display } = start({ env: {}, header: "docker-container:progress-peer" }, size);
    for (const line of fixture("linked-live.jsonl").trimEnd().split("\n")) {
      const [at, raw] = JSON.parse(line) as RecordedUpdate;
      clock.advanceTo(NOW + at);
      display.update(parseRawUpdate(raw));
    }
    await display.finish();
    const timeless = (text: string) => text.replace(/\d+\.\ds/g, "T.Ts");
    expect(timeless(lastFrame(stream.text))).toBe(timeless(fixture("linked-last-frame.txt")));
  });
});

describe("a transfer that never says it is done", () => {
  it("ends with its step: no bar, no speed, no running clock", async () => {
    const { clock, stream, display } = start();
    const part = { id: "sending", vertex: "a", name: "", total: 200, timestamp: START, started: START };
    display.update({ vertexes: [vertex("a"), vertex("b")], statuses: [{ ...part, current: 50 }] });
    clock.advance(2000);
    display.update({ statuses: [{ ...part, current: 100 }] });
    clock.advance(200);
    expect(lastFrame(stream.text)).toMatch(/=> => sending 100B \/ 200B \[=.*B\/s/);
    display.update({ vertexes: [vertex("a", { completed: START + 2n * SECOND })] });
    clock.advance(60_000);
    expect(lastFrame(stream.text)).toMatch(/=> => sending 100B \/ 200B +2\.0s\n/);
    await display.finish();
  });
});

describe("output of others", () => {
  it("sets neither title nor clipboard, in the error block and in lines written afterwards", async () => {
    const { stream, display } = start();
    display.update({
      vertexes: [vertex("a")],
      ...log("a", "x\x1b]0;evil\x07\x1b[31my\x1b]52;c;eA==\x1b\\\n"),
    });
    display.update({ vertexes: [vertex("a", { completed: START + SECOND, error: "failed" })] });
    display.writeLine("WARNING: \x1b]0;evil\x07odd");
    await display.finish();
    expect(stream.text.endsWith("0.000 x\x1b[31my\n------\nWARNING: odd\n")).toBe(true);
    expect(stream.text).not.toContain("\x1b]");
  });

  it("is kept up to a limit, its end, where it never stops", async () => {
    const { stream, display } = start();
    display.update({ vertexes: [vertex("a")] });
    const piece = Buffer.alloc(32 << 10, "x");
    for (let sent = 0; sent < 40 << 20; sent += piece.length) {
      display.update({ logs: [{ vertex: "a", stream: 1, data: piece, timestamp: START }] });
    }
    display.update(log("a", " the end\n"));
    display.update({ vertexes: [vertex("a", { completed: START + SECOND, error: "failed" })] });
    stream.take();
    await display.finish();
    const block = stream.text;
    expect(block.length).toBeLessThan(18 << 20);
    expect(block).toMatch(/\(\d+\.\d+MB of output before this; --log-file keeps all of it\)\n/);
    expect(block).toMatch(/x the end\n------\n$/);
  });
});

describe("a frame", () => {
  it("is drawn in place of the one before, in one write, and leaves the cursor shown", () => {
    const { clock, stream, display } = start({ header: "driver:NAME" });
    display.update({ vertexes: [vertex("a")] });
    const row = " => step a                                             0.0s\n";
    const header = (seconds: string) => `${`[+] Building ${seconds}s (0/1)`.padEnd(48)}driver:NAME\n`;
    expect(stream.take()).toBe(`\x1b[1A\x1b[1B\x1b[0G\x1b[?25l${header("0.0")}${row}\x1b[?25h`);
    clock.advance(150);
    expect(stream.take()).toBe(
      `\x1b[1A\x1b[1A\x1b[0G\x1b[?25l${header("0.1")}${row.replace("0.0s", "0.1s")}\x1b[?25h`,
    );
    expect(stream.writes).toBe(2);
  });

  it("shows its header after 150 ms though nothing was reported", () => {
    const { clock, stream } = start();
    clock.advance(150);
    expect(stream.text).toContain("[+] Building 0.0s (0/0)");
  });

  it("blanks out rows of a higher frame before it", async () => {
    const { clock, stream, display } = start();
    display.update({ vertexes: [vertex("a")], ...log("a", "one\ntwo\n") });
    stream.take();
    clock.advance(200);
    display.update({ vertexes: [vertex("a", { completed: START + SECOND })] });
    clock.advance(200);
    const blank = `${" ".repeat(60)}\n`;
    expect(stream.take()).toContain(`${blank}${blank}\x1b[2A\x1b[0G\x1b[?25h`);
    await display.finish();
  });

  it("says FINISHED only at the end", async () => {
    const { stream, display } = start();
    display.update({ vertexes: [vertex("a", { completed: START + SECOND })] });
    expect(stream.take()).toContain("(1/1) ");
    expect(stream.text).not.toContain("FINISHED");
    await display.finish();
    expect(stream.text).toContain("(1/1) FINISHED");
  });

  it("follows the terminal's size", async () => {
    const { clock, stream, display } = start();
    display.update({ vertexes: [vertex("a")] });
    stream.take();
    stream.columns = 40;
    clock.advance(150);
    expect(lastFrame(stream.text).split("\n")[1]).toBe(" => step a                         0.1s");
    await display.finish();
  });
});

describe("a row", () => {
  const row = async (more: Partial<Vertex>, options: TtyDisplayOptions = {}, columns = 60) => {
    const { stream, display } = start(options, { columns, rows: 24 });
    display.update({ vertexes: [vertex("a", more)] });
    await display.finish();
    return lastFrame(stream.text).split("\n")[1] ?? "";
  };
  const ended = { completed: START + SECOND };

  it("tells that a step was cached, failed or was cancelled", async () => {
    expect(await row({ ...ended, cached: true })).toMatch(/^ => CACHED step a +1\.0s$/);
    expect(await row({ ...ended, error: "broken" })).toMatch(/^ => ERROR step a +1\.0s$/);
    expect(await row({ ...ended, error: "context canceled" })).toMatch(/^ => CANCELED step a +1\.0s$/);
    expect(await row({ ...ended, cached: true, error: "broken" })).toMatch(/^ => CACHED ERROR step a +/);
  });

  it("is coloured when the step has ended", async () => {
    expect(await row(ended, { env: { BUILDKIT_COLORS: "run=green" } })).toContain("\x1b[32m => step a");
    expect(await row({ ...ended, error: "broken" }, { env: {} })).toContain("\x1b[31m => ERROR step a");
    expect(await row({}, { env: {} })).toMatch(/^ => step a/);
  });

  it("is cut to the terminal by columns, wide characters counting two", async () => {
    const line = await row({ name: "构建".repeat(30) }, {}, 40);
    expect(line).toBe(` => ${"构建".repeat(7)}   0.0s`);
  });

  it("cannot move the cursor by its name", async () => {
    expect(await row({ name: "a\x1b[2Jb\tc\nd" })).toMatch(/^ => a \[2Jb c d +/);
  });

  it("is left out when there is no room for a name", async () => {
    expect(await row({}, {}, 20)).toBe("");
  });
});

describe("statuses and warnings", () => {
  it("stand below their step", async () => {
    const { stream, display } = start();
    const base = { vertex: "a", name: "", timestamp: START, started: START };
    display.update({
      vertexes: [vertex("a")],
      statuses: [
        { ...base, id: "layer", current: 1_234_000, total: 5_000_000 },
        { ...base, id: "read", current: 500, total: 0, completed: START + SECOND },
      ],
      warnings: [{ vertex: "a", level: 1, short: Buffer.from("careful"), detail: [], url: "", ranges: [] }],
    });
    await display.finish();
    expect(lastFrame(stream.text).split("\n").slice(2, -1)).toEqual([
      " => => layer 1.23MB / 5.00MB                           0.0s",
      " => => read 500B                                       1.0s",
      " => WARN: careful                                      0.0s",
    ]);
  });
});

describe("the log window", () => {
  it("shows the last six lines of a running step", () => {
    const { stream, display } = start();
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index}\n`).join("");
    display.update({ vertexes: [vertex("a")], ...log("a", lines) });
    const shown = stream.text.match(/ => => # line \d/g);
    expect(shown).toEqual([3, 4, 5, 6, 7, 8].map((index) => ` => => # line ${index}`));
  });

  it("is higher where BUILDKIT_TTY_LOG_LINES asks for it and the terminal has room", () => {
    const { stream, display } = start({ env: { BUILDKIT_TTY_LOG_LINES: "10" } });
    display.update({ vertexes: [vertex("a")], ...log("a", "x\n".repeat(20)) });
    expect(stream.text.match(/ => => # x/g)).toHaveLength(10);
  });

  it("is not shown on a low terminal", () => {
    const { stream, display } = start({}, { columns: 60, rows: 12 });
    display.update({ vertexes: [vertex("a")], ...log("a", "x\n") });
    expect(stream.text).not.toContain("# x");
  });
});

describe("a failed step", () => {
  it("leaves all its output in a block at the end", async () => {
    const { stream, display } = start();
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}\n`).join("");
    const failed = vertex("a", { completed: START + SECOND, error: "broken" });
    display.update({ vertexes: [failed], ...log("a", lines) });
    await display.finish();
    const block = stream.text.slice(stream.text.indexOf("------\n"));
    expect(block.split("\n")).toHaveLength(12 + 4);
    expect(block.startsWith("------\n > step a:\n0.000 line 0\n")).toBe(true);
  });
});

describe("finish", () => {
  it("lets go of the timer", async () => {
    const { clock, display } = start();
    display.update({ vertexes: [vertex("a")] });
    await display.finish();
    expect(clock.pendingTimers).toBe(0);
  });
});
