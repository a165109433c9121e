import { describe, expect, test } from "vitest";
import type { SolveStatus, Vertex } from "../model/status.js";
import type { BuildEvent } from "./build-event.js";
import { EventFeed } from "./event-feed.js";
import { EventMaker } from "./event-maker.js";

const ms = (milliseconds: number) => BigInt(milliseconds) * 1_000_000n;
const step: Vertex = { digest: "sha256:a", inputs: [], name: "RUN make", cached: false };
const log = (text: string, stream = 1) => ({
  vertex: step.digest,
  stream,
  data: new TextEncoder().encode(text),
  timestamp: ms(1_500),
});

function eventsOf(...updates: SolveStatus[]): BuildEvent[] {
  const maker = new EventMaker(() => 9_000);
  return updates.flatMap((update) => maker.events(update));
}

describe("the events of a step", () => {
  test("tell its start and its end once, however often the daemon repeats them", () => {
    const running = { vertexes: [{ ...step, started: ms(1_000) }] };
    const done = { vertexes: [{ ...step, started: ms(1_000), completed: ms(3_000) }] };
    expect(eventsOf({ vertexes: [step] }, running, running, done, done)).toEqual([
      { type: "step-started", time: 1_000, step: "sha256:a", name: "RUN make" },
      { type: "step-completed", time: 3_000, step: "sha256:a", name: "RUN make", duration: 2_000 },
    ]);
  });

  test("are one when the result was cached", () => {
    const cached = { ...step, started: ms(1_000), completed: ms(1_000), cached: true };
    expect(eventsOf({ vertexes: [cached] })).toEqual([
      { type: "step-cached", time: 1_000, step: "sha256:a", name: "RUN make" },
    ]);
  });

  test("tell a failure from a cancellation", () => {
    const failed = { ...step, started: ms(1_000), completed: ms(2_000), error: "exit code: 2" };
    const called = { ...failed, digest: "sha256:b", error: "failed: context canceled" };
    const ends = eventsOf({ vertexes: [failed, called] }).filter(({ type }) => type === "step-failed");
    expect(ends).toMatchObject([
      { step: "sha256:a", error: "exit code: 2", canceled: false, duration: 1_000 },
      { step: "sha256:b", canceled: true },
    ]);
  });

  test("have whole lines, the last one before the step's end", () => {
    const end = { ...step, started: ms(1_000), completed: ms(2_000) };
    const events = eventsOf(
      { logs: [log("one\r\ntw"), log("err\n", 2)] },
      { logs: [log("o\nrest")] },
      {
        vertexes: [end],
      },
    );
    expect(events.filter(({ type }) => type !== "step-started")).toMatchObject([
      { type: "log", stream: "stdout", line: "one", time: 1_500 },
      { type: "log", stream: "stderr", line: "err" },
      { type: "log", stream: "stdout", line: "two" },
      { type: "log", stream: "stdout", line: "rest", time: 2_000 },
      { type: "step-completed" },
    ]);
  });

  test("survive a character that is cut in two", () => {
    const bytes = new TextEncoder().encode("ä\n");
    const halves = [bytes.slice(0, 1), bytes.slice(1)].map((data) => ({ logs: [{ ...log(""), data }] }));
    expect(eventsOf(...halves)).toMatchObject([{ line: "ä" }]);
  });

  test("are plain data", () => {
    const warning = {
      vertex: step.digest,
      level: 1,
      short: new TextEncoder().encode("lower-case from"),
      detail: [new TextEncoder().encode("more")],
      url: "https://example.test/rule",
      sourceInfo: { filename: "Dockerfile", data: new Uint8Array(), language: "Dockerfile" },
      ranges: [{ start: { line: 3, character: 0 }, end: { line: 4, character: 2 } }],
    };
    const status = { id: "layer", vertex: step.digest, name: "", current: 1, total: 2, timestamp: ms(5) };
    const events = eventsOf({ statuses: [status], warnings: [warning] });
    expect(JSON.parse(JSON.stringify(events))).toEqual([
      { type: "transfer", time: 5, step: "sha256:a", part: "layer", current: 1, total: 2, completed: false },
      {
        type: "warning",
        time: 9_000,
        step: "sha256:a",
        message: "lower-case from",
        detail: ["more"],
        url: "https://example.test/rule",
        location: { file: "Dockerfile", startLine: 3, endLine: 4 },
      },
    ]);
  });
});

describe("a feed", () => {
  const transfer = (current: number): SolveStatus => ({
    statuses: [{ id: "layer", vertex: step.digest, name: "", current, total: 9, timestamp: ms(current) }],
  });

  test("keeps what its reader has not taken, and of a transfer only the latest", async () => {
    const feed = new EventFeed();
    feed.update(transfer(1));
    feed.warn("first");
    feed.update(transfer(2));
    expect((await feed.next()).value).toMatchObject({ current: 2 });
    feed.update(transfer(3));
    feed.end();
    const rest: BuildEvent[] = [];
    for await (const event of feed) rest.push(event);
    expect(rest).toMatchObject([{ message: "first" }, { current: 3 }]);
  });

  test("wakes readers that wait, and gives the failure to one of them", async () => {
    const feed = new EventFeed();
    const readers = [feed.next(), feed.next(), feed.next()];
    feed.warn("now");
    feed.end({ reason: new Error("broken") });
    const settled = await Promise.allSettled(readers);
    expect(settled).toMatchObject([
      { value: { value: { message: "now" } } },
      { status: "rejected", reason: new Error("broken") },
      { value: { done: true } },
    ]);
  });

  test("takes nothing more once its reader has left", async () => {
    const feed = new EventFeed();
    feed.warn("unread");
    await feed.return();
    feed.warn("late");
    expect(await feed.next()).toEqual({ done: true, value: undefined });
  });
});
