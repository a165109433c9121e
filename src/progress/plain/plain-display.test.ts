import { describe, expect, it } from "vitest";
import { parseRawUpdate, type RawUpdate, type RecordedUpdate } from "../../../test/progress/replay.js";
import {
  fixture,
  linesOf,
  log,
  SECOND,
  shown,
  start,
  status,
  vertex,
} from "../../../test/support/progress/plain-updates.js";

describe("a recorded build", () => {
  it.each(["cached", "export", "failing", "parallel"])("%s reads as buildx printed it", async (name) => {
    const { stream, display } = start();
    for (const raw of linesOf(`${name}.jsonl`)) display.update(parseRawUpdate(raw as RawUpdate));
    await display.finish();
    expect(stream.text).toBe(fixture(`${name}.txt`));
  });

  it("reads as buildx printed it when its updates come as they did", async () => {
    const header = 'building with "NAME" instance using docker-container driver';
    const { stream, display, clock } = start({ header });
    const begin = clock.now();
    for (const [at, raw] of linesOf("linked-live.jsonl") as RecordedUpdate[]) {
      clock.advanceTo(begin + at);
      display.update(parseRawUpdate(raw));
    }
    await display.finish();
    const timeless = (text: string) => text.replace(/\d+\.\d+/g, "T");
    expect(timeless(stream.text)).toBe(timeless(fixture("linked-live.txt")));
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("the lines of a step", () => {
  it("have a time with fewer decimals the longer the step runs", async () => {
    const text = await shown([
      { vertexes: [vertex("a")] },
      log("a", "x\n", 1.5),
      log("a", "y\n", 12.34),
      log("a", "z\n", 123.45),
    ]);
    expect(text).toBe("#1 step a\n#1 1.500 x\n#1 12.34 y\n#1 123.5 z\n");
  });

  it("go on where a chunk broke them off", async () => {
    const text = await shown([
      { vertexes: [vertex("a")] },
      log("a", "one "),
      log("a", "two\nthree"),
      log("a", "!\n"),
    ]);
    expect(text).toBe("#1 step a\n#1 0.000 one two\n#1 0.000 three!\n");
  });

  it("are printed anew when a status has broken them off", async () => {
    const text = await shown([
      { vertexes: [vertex("a")] },
      log("a", "one "),
      status("a", "s", 1, 0, 0n),
      log("a", "two\n"),
    ]);
    expect(text).toBe("#1 step a\n#1 0.000 one \n#1 s 1B\n#1 0.000 one two\n");
  });

  it("end before the end line", async () => {
    const text = await shown([
      { vertexes: [vertex("a")] },
      log("a", "open"),
      { vertexes: [vertex("a", { completed: SECOND })] },
    ]);
    expect(text).toBe("#1 step a\n#1 0.000 open\n#1 DONE 1.0s\n");
  });

  it("keep bytes that are no UTF-8, even in the middle of a character", async () => {
    const { stream, display } = start();
    const data = [Uint8Array.from([0xe4, 0xb8]), Uint8Array.from([0xad, 0xff, 0x0a])];
    display.update({ vertexes: [vertex("a")] });
    for (const part of data) {
      display.update({ logs: [{ vertex: "a", stream: 1, data: part, timestamp: 0n }] });
    }
    await display.finish();
    expect(stream.bytes.subarray(-6)).toEqual(Buffer.from([0x20, 0xe4, 0xb8, 0xad, 0xff, 0x0a]));
  });
});

describe("a status", () => {
  it("is printed again only after 5 % or 5 s, and when it is done", async () => {
    const text = await shown([
      { vertexes: [vertex("a")] },
      status("a", "layer", 0, 1000, 0n),
      status("a", "layer", 40, 1000, SECOND),
      status("a", "layer", 60, 1000, 2n * SECOND),
      status("a", "layer", 61, 1000, 8n * SECOND),
      status("a", "layer", 1000, 1000, 9n * SECOND, 9n * SECOND),
    ]);
    expect(text).toBe(
      "#1 step a\n#1 layer 0B / 1.00kB\n#1 layer 60B / 1.00kB 2.0s\n" +
        "#1 layer 61B / 1.00kB 8.0s\n#1 layer 1.00kB / 1.00kB 9.0s done\n",
    );
  });

  it("that is open holds the end line of its step back", async () => {
    const { stream, display, clock } = start();
    display.update({ vertexes: [vertex("a", { completed: SECOND })], ...status("a", "s", 0, 0, 0n) });
    expect(stream.take()).toBe("#1 step a\n#1 s\n");
    clock.advance(200);
    display.update(status("a", "s", 0, 0, SECOND, SECOND));
    expect(stream.take()).toBe("#1 s 1.0s done\n#1 DONE 1.0s\n");
    await display.finish();
  });
});

describe("several steps at once", () => {
  it("interrupts the current one for one that has ended, and comes back to it", async () => {
    const { stream, display, clock } = start({ header: "building" });
    display.update({ vertexes: [vertex("a"), vertex("b")] });
    display.update(log("a", "half"));
    clock.advance(200);
    stream.take();
    display.update({ vertexes: [vertex("b", { completed: SECOND })] });
    clock.advance(400);
    expect(stream.take()).toBe("\n#1 ...\n\n#2 step b\n#2 DONE 1.0s\n\n#1 step a\n#1 0.000 half");
    await display.finish();
  });

  it("leaves the current one for a busier one, but not at once", async () => {
    const { stream, display, clock } = start();
    display.update({ vertexes: [vertex("a")] });
    display.update({ vertexes: [vertex("b")], ...log("b", "busy\n") });
    clock.advance(7_400);
    expect(stream.take()).toBe("#1 step a\n");
    clock.advance(200);
    expect(stream.take()).toBe("#1 ...\n\n#2 step b\n#2 0.000 busy\n");
    await display.finish();
  });

  it("leaves a busy one for one whose news have waited 10 s", async () => {
    const { stream, display, clock } = start();
    display.update({ vertexes: [vertex("a")] });
    for (let line = 0; line < 100; line++) display.update(log("a", "busy\n"));
    display.update({ vertexes: [vertex("b")], ...log("b", "hidden\n") });
    clock.advance(9_900);
    expect(stream.text).not.toContain("hidden");
    clock.advance(300);
    expect(stream.text.endsWith("#1 ...\n\n#2 step b\n#2 0.000 hidden\n")).toBe(true);
    await display.finish();
  });

  it("prints the names as they are unless PROGRESS_NO_TRUNC is 0", async () => {
    const long = [{ vertexes: [vertex("a", { name: "x".repeat(100) })] }];
    expect(await shown(long)).toBe(`#1 ${"x".repeat(100)}\n`);
    expect(await shown(long, { env: { PROGRESS_NO_TRUNC: "0" } })).toBe(`#1 ${"x".repeat(72)}...\n`);
  });
});
