import { readFileSync } from "node:fs";
import type { SolveStatus, Vertex } from "../../../src/progress/model/status.js";
import { type PlainDisplayOptions, plainDisplay } from "../../../src/progress/plain/plain-display.js";
import { CaptureStream, ManualClock } from "../../progress/replay.js";

/** What was recorded of a build, as text. */
export const fixture = (name: string) =>
  readFileSync(new URL(`../../progress/fixtures/${name}`, import.meta.url), "utf8");

/** The updates of a build that was recorded. */
export const linesOf = (name: string): unknown[] =>
  fixture(name)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Nanoseconds. */
export const SECOND = 1_000_000_000n;

/** A display of lines whose time stands still until it is moved on. */
export function start(options: PlainDisplayOptions = {}) {
  const clock = new ManualClock(1_000_000);
  const stream = new CaptureStream();
  const display = plainDisplay(stream, { env: {}, clock, ...options });
  return { clock, stream, display };
}

/** A step that has begun. */
export function vertex(digest: string, more: Partial<Vertex> = {}): Vertex {
  return { digest, name: `step ${digest}`, inputs: [], cached: false, started: 0n, ...more };
}

/** Output of a step. */
export function log(digest: string, text: string, seconds = 0): SolveStatus {
  const timestamp = BigInt(Math.round(seconds * 1000)) * 1_000_000n;
  return { logs: [{ vertex: digest, stream: 1, data: Buffer.from(text), timestamp }] };
}

/** How far a part of a step is. */
export function status(
  digest: string,
  id: string,
  current: number,
  total: number,
  at: bigint,
  completed?: bigint,
) {
  const base = { id, vertex: digest, name: "", current, total, timestamp: at, started: 0n };
  return { statuses: [completed === undefined ? base : { ...base, completed }] };
}

/** What the display prints of these updates, 0.2 s apart. */
export async function shown(
  updates: readonly SolveStatus[],
  options: PlainDisplayOptions = {},
): Promise<string> {
  const { stream, display, clock } = start(options);
  for (const update of updates) {
    display.update(update);
    clock.advance(200);
  }
  await display.finish();
  return stream.text;
}
