import { type Clock, systemClock, toUnixNanos } from "./model/clock.js";
import type { ProgressSink, UnixNanos, Vertex, VertexStatus } from "./model/status.js";

/** A client's own step while it runs: what it can tell about itself. */
export interface StepReporter {
  /** Runs a part of the step under a status line `id` that is done when `run` has succeeded or failed. */
  status<Result>(id: string, run: () => Promise<Result> | Result): Promise<Result>;
  /**
   * Tells how far a part has come, in bytes; 0 for an unknown `total`. The part begins with the first call for its
   * `id` and ends with the first one that says `done`.
   */
  progress(id: string, current: number, total: number, done?: boolean): void;
  /** Output of the step on stream 1 (standard output) or 2 (standard error, the default). */
  log(text: string | Uint8Array, stream?: 1 | 2): void;
  /** A warning in one line. */
  warn(message: string): void;
}

/**
 * Runs work of the client's own and reports it as a step beside those of the build. The step's error is the message
 * of what `run` throws; that is thrown on.
 */
export async function reportVertex<Result>(
  sink: ProgressSink | undefined,
  name: string,
  run: (step: StepReporter) => Promise<Result> | Result,
  clock: Clock = systemClock,
): Promise<Result> {
  const digest = randomDigest();
  const now = () => toUnixNanos(clock.now());
  const vertex: Vertex = { digest, inputs: [], name, cached: false, started: now() };
  sink?.update({ vertexes: [vertex] });
  try {
    const result = await run(new VertexReporter(digest, sink, now));
    sink?.update({ vertexes: [{ ...vertex, completed: now() }] });
    return result;
  } catch (reason) {
    sink?.update({ vertexes: [{ ...vertex, completed: now(), error: errorText(reason) }] });
    throw reason;
  }
}

/** Tells steps of one build apart; no secret, and so no reason to load Node's `crypto`. */
function randomDigest(): string {
  const word = () =>
    Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return `sha256:${Array.from({ length: 8 }, word).join("")}`;
}

/** A step that was called off reads as buildx has it, so that displays know it for cancelled. */
function errorText(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const canceled = reason.name === "AbortError" || ("code" in reason && reason.code === "canceled");
  return canceled && !reason.message.endsWith("context canceled")
    ? `${reason.message}: context canceled`
    : reason.message;
}

class VertexReporter implements StepReporter {
  readonly #vertex: string;
  readonly #sink: ProgressSink | undefined;
  readonly #now: () => UnixNanos;
  readonly #started = new Map<string, UnixNanos>();

  constructor(vertex: string, sink: ProgressSink | undefined, now: () => UnixNanos) {
    this.#vertex = vertex;
    this.#sink = sink;
    this.#now = now;
  }

  async status<Result>(id: string, run: () => Promise<Result> | Result): Promise<Result> {
    this.progress(id, 0, 0);
    try {
      return await run();
    } finally {
      this.progress(id, 0, 0, true);
    }
  }

  progress(id: string, current: number, total: number, done = false): void {
    const timestamp = this.#now();
    const started = this.#started.get(id) ?? timestamp;
    this.#started.set(id, started);
    const status: VertexStatus = { id, vertex: this.#vertex, name: "", current, total, timestamp, started };
    this.#sink?.update({ statuses: [done ? { ...status, completed: timestamp } : status] });
    if (done) this.#started.delete(id);
  }

  log(text: string | Uint8Array, stream: 1 | 2 = 2): void {
    const data = typeof text === "string" ? Buffer.from(text, "utf8") : text;
    this.#sink?.update({ logs: [{ vertex: this.#vertex, stream, data, timestamp: this.#now() }] });
  }

  warn(message: string): void {
    const short = Buffer.from(message, "utf8");
    const warning = { vertex: this.#vertex, level: 1, short, detail: [], url: "", ranges: [] };
    this.#sink?.update({ warnings: [warning] });
  }
}
