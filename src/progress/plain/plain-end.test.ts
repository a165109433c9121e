import { describe, expect, it } from "vitest";
import { CaptureStream, ManualClock } from "../../../test/progress/replay.js";
import { log, SECOND, shown, start, vertex } from "../../../test/support/progress/plain-updates.js";
import { SlipwayError } from "../../errors/index.js";
import type { Vertex } from "../model/status.js";
import { plainDisplay } from "./plain-display.js";

describe("the end of a step", () => {
  const ended = (more: Partial<Vertex>) =>
    shown([{ vertexes: [vertex("a", { completed: SECOND, ...more })] }]);

  it("tells that it was cached", async () => {
    expect(await ended({ cached: true })).toContain("#1 CACHED\n");
  });

  it("tells that it was cancelled, without a block", async () => {
    expect(await ended({ error: "solve: context canceled" })).toBe("#1 step a\n#1 CANCELED\n");
  });

  it("tells the error, and again in a block with the last ten lines", async () => {
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}\n`).join("");
    const text = await shown([
      { vertexes: [vertex("a")] },
      log("a", lines),
      { vertexes: [vertex("a", { completed: SECOND, error: "it broke" })] },
    ]);
    expect(text).toContain("#1 ERROR: it broke\n------\n > step a:\n0.000 line 2\n");
    expect(text.endsWith("0.000 line 11\n------\n")).toBe(true);
  });

  it("sums the step's runs up", async () => {
    const text = await shown([
      { vertexes: [vertex("a", { completed: SECOND })] },
      { vertexes: [vertex("a", { started: 5n * SECOND, completed: 7n * SECOND })] },
    ]);
    expect(text).toBe("#1 step a\n#1 DONE 1.0s\n\n#1 step a\n#1 DONE 3.0s\n");
  });
});

describe("finish", () => {
  it("shows what still runs as cancelled when the operation was called off", async () => {
    const { stream, display } = start();
    display.update({ vertexes: [vertex("a")] });
    await display.finish(new SlipwayError("canceled", "build canceled"));
    expect(stream.text).toBe("#1 step a\n#1 CANCELED\n");
  });

  it("prints held lines after the drawing and ignores later updates", async () => {
    const { stream, display, clock } = start();
    display.writeLine("WARNING: held");
    display.update({ vertexes: [vertex("a")] });
    await display.finish();
    display.update({ vertexes: [vertex("b")] });
    display.writeLine("after");
    expect(stream.text).toBe("#1 step a\nWARNING: held\nafter\n");
    expect(clock.pendingTimers).toBe(0);
  });

  it("returns each warning once", async () => {
    const { display } = start();
    const warning = { level: 1, short: Buffer.from("w"), detail: [], url: "", ranges: [] };
    display.update({ warnings: [{ ...warning, vertex: "a" }] });
    display.update({ warnings: [{ ...warning, vertex: "b" }] });
    const { warnings } = await display.finish();
    expect(warnings).toHaveLength(1);
  });
});

describe("the timer", () => {
  it("is set only while something waits to be shown", async () => {
    const { display, clock } = start();
    expect(clock.pendingTimers).toBe(0);
    display.update({ vertexes: [vertex("a")] });
    expect(clock.pendingTimers).toBe(0);
    display.update(log("a", "soon\n"));
    expect(clock.pendingTimers).toBe(1);
    clock.advance(300);
    expect(clock.pendingTimers).toBe(0);
    await display.finish();
  });
});

describe("output of others", () => {
  const text = "x\x1b]0;evil\x07\x1b[31my";

  it("gives a terminal no orders, and goes elsewhere as it is", async () => {
    for (const isTTY of [true, false]) {
      const stream = Object.assign(new CaptureStream(), { isTTY });
      const display = plainDisplay(stream, { env: {}, clock: new ManualClock(1_000_000) });
      display.update({ vertexes: [vertex("a")] });
      display.update(log("a", `${text}\n`));
      await display.finish();
      expect(stream.text).toContain(isTTY ? "#1 0.000 x\x1b[31my\n" : `#1 0.000 ${text}\n`);
    }
  });

  it("passes whole where a line of many megabytes does not end, and little of it is kept", async () => {
    const { clock, stream, display } = start();
    display.update({ vertexes: [vertex("a")] });
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
    let shown = 0;
    const piece = "x".repeat(32 << 10);
    for (let sent = 0; sent < 1000; sent++) {
      display.update(log("a", piece));
      clock.advance(200);
      shown += stream.take().split("x").length - 1;
    }
    globalThis.gc?.();
    display.update({ vertexes: [vertex("a", { completed: SECOND, error: "failed" })] });
    await display.finish();
    expect(shown).toBe(1000 * piece.length);
    expect(stream.text.length, "of the block").toBeLessThan(200_000);
    expect(process.memoryUsage().heapUsed + process.memoryUsage().external - before).toBeLessThan(200 << 20);
  });
});
