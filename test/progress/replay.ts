import type {
  Clock,
  DisplayStream,
  SolveStatus,
  SourceRange,
  VertexWarning,
} from "../../src/progress/index.js";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves on to a time and calls what is due on the way. */
  advanceTo(time: number): void {
    for (;;) {
      const [due] = [...this.#timers].filter((timer) => timer.at <= time).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = Math.max(this.#now, time);
  }

  advance(milliseconds: number): void {
    this.advanceTo(this.#now + milliseconds);
  }
}

/** Collects what a display writes. */
export class CaptureStream implements DisplayStream {
  readonly #chunks: Uint8Array[] = [];
  writes = 0;
  isTTY = false;
  columns = 80;
  rows = 24;

  write(chunk: string | Uint8Array, callback?: (error?: Error | null) => void): boolean {
    if (chunk.length > 0) this.writes++;
    this.#chunks.push(Buffer.from(chunk));
    callback?.();
    return true;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString("utf8");
  }

  /** What came since the last call. */
  take(): string {
    const text = this.text;
    this.#chunks.length = 0;
    return text;
  }
}

/** One line of a recording: milliseconds since its beginning, and the update that came then. */
export type RecordedUpdate = readonly [at: number, update: RawUpdate];

/** An update as `--progress rawjson` prints it. */
export interface RawUpdate {
  readonly vertexes?: readonly Record<string, unknown>[];
  readonly statuses?: readonly Record<string, unknown>[];
  readonly logs?: readonly Record<string, unknown>[];
  readonly warnings?: readonly Record<string, unknown>[];
}

/** Reads what `--progress rawjson` prints back into an update. */
export function parseRawUpdate(raw: RawUpdate): SolveStatus {
  return {
    vertexes: (raw.vertexes ?? []).map((vertex) => ({
      ...{ digest: "", name: "", inputs: [], cached: false, ...vertex },
      ...times(vertex),
    })),
    statuses: (raw.statuses ?? []).map((status) => ({
      ...{ id: "", vertex: "", name: "", current: 0, total: 0, ...status },
      ...times(status),
      timestamp: nanos(status.timestamp),
    })),
    logs: (raw.logs ?? []).map((log) => ({
      ...{ vertex: "", stream: 0, ...log },
      data: bytes(log.data),
      timestamp: nanos(log.timestamp),
    })),
    warnings: (raw.warnings ?? []).map(parseWarning),
  };
}

function parseWarning(raw: Record<string, unknown>): VertexWarning {
  const { sourceInfo, range, ...rest } = raw;
  const info = sourceInfo as Record<string, unknown> | undefined;
  return {
    ...{ vertex: "", level: 0, url: "", ...rest },
    short: bytes(raw.short),
    detail: ((raw.detail ?? []) as string[]).map(bytes),
    ranges: ((range ?? []) as Record<"start" | "end", object>[]).map(
      ({ start, end }): SourceRange => ({
        start: { line: 0, character: 0, ...start },
        end: { line: 0, character: 0, ...end },
      }),
    ),
    ...(info && { sourceInfo: { filename: "", language: "", ...info, data: bytes(info.data) } }),
  };
}

function times(raw: Record<string, unknown>): { started?: bigint; completed?: bigint } {
  return {
    ...(raw.started === undefined ? {} : { started: nanos(raw.started) }),
    ...(raw.completed === undefined ? {} : { completed: nanos(raw.completed) }),
  };
}

/** RFC 3339 time in UTC to Unix nanoseconds. */
function nanos(value: unknown): bigint {
  const [seconds = "", fraction = ""] = String(value).replace("Z", "").split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

function bytes(value: unknown): Uint8Array {
  return Buffer.from(typeof value === "string" ? value : "", "base64");
}
