import { toUnixMillis } from "../model/clock.js";
import type { SolveStatus, Vertex, VertexLog, VertexStatus, VertexWarning } from "../model/status.js";
import type { BuildEvent, TransferEvent, WarningEvent } from "./build-event.js";
import { LineSplitter } from "./line-splitter.js";

/** How the displays recognize a step that was called off. */
const CANCELED = /context canceled$/;
const STDERR = 2;

/** What the last update said of a step. */
interface SeenStep {
  readonly started: bigint | undefined;
  readonly completed: bigint | undefined;
}

/** Turns the daemon's updates, which repeat what is known, into events, each of which is told once. */
export class EventMaker {
  readonly #steps = new Map<string, SeenStep>();
  /** By step, then by stream. */
  readonly #lines = new Map<string, Map<number, LineSplitter>>();
  readonly #now: () => number;

  /** @param now milliseconds of Unix time, for what the daemon gives no time of */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The events of one update: starts, then output and transfers, then ends. */
  events({ vertexes = [], statuses = [], logs = [], warnings = [] }: SolveStatus): BuildEvent[] {
    const steps = vertexes.map((vertex) => ({ vertex, seen: this.#see(vertex) }));
    return [
      ...steps.flatMap(({ vertex, seen }) => startOf(vertex, seen)),
      ...logs.flatMap((log) => this.#lineEvents(log)),
      ...statuses.map(transferEvent),
      ...warnings.map((warning) => this.#warningEvent(warning)),
      ...steps.flatMap(({ vertex, seen }) => this.#endOf(vertex, seen)),
    ];
  }

  /** A warning of the client itself. */
  warning(message: string): WarningEvent {
    return { type: "warning", time: this.#now(), message, detail: [] };
  }

  #see({ digest, started, completed }: Vertex): SeenStep | undefined {
    const seen = this.#steps.get(digest);
    this.#steps.set(digest, { started: started ?? seen?.started, completed });
    return seen;
  }

  #endOf(vertex: Vertex, seen: SeenStep | undefined): BuildEvent[] {
    const { digest: step, name, completed, error, cached } = vertex;
    if (completed === undefined || completed === seen?.completed) return [];
    const time = toMillis(completed);
    const started = vertex.started ?? seen?.started ?? completed;
    const duration = Math.max(0, toMillis(completed - started));
    const rest = this.#unfinishedLines(step, time);
    if (error) {
      const canceled = CANCELED.test(error);
      return [...rest, { type: "step-failed", time, step, name, duration, error, canceled }];
    }
    if (cached) return [...rest, { type: "step-cached", time, step, name }];
    return [...rest, { type: "step-completed", time, step, name, duration }];
  }

  #lineEvents({ vertex, stream, data, timestamp }: VertexLog): BuildEvent[] {
    const streams = this.#lines.get(vertex) ?? new Map<number, LineSplitter>();
    this.#lines.set(vertex, streams);
    const splitter = streams.get(stream) ?? new LineSplitter();
    streams.set(stream, splitter);
    return splitter.push(data).map((line) => logEvent(vertex, stream, line, toMillis(timestamp)));
  }

  #unfinishedLines(step: string, time: number): BuildEvent[] {
    const streams = this.#lines.get(step);
    this.#lines.delete(step);
    return [...(streams ?? [])].flatMap(([stream, splitter]) =>
      splitter.end().map((line) => logEvent(step, stream, line, time)),
    );
  }

  #warningEvent({ vertex, short, detail, url, sourceInfo, ranges }: VertexWarning): WarningEvent {
    const [range] = ranges;
    return {
      type: "warning",
      time: this.#now(),
      ...(vertex === "" ? {} : { step: vertex }),
      message: text(short),
      detail: detail.map(text),
      ...(url === "" ? {} : { url }),
      ...(sourceInfo === undefined || range === undefined
        ? {}
        : {
            location: {
              file: sourceInfo.filename,
              startLine: range.start.line,
              endLine: range.end.line,
            },
          }),
    };
  }
}

function startOf(vertex: Vertex, seen: SeenStep | undefined): BuildEvent[] {
  const { digest: step, name, started, completed, cached } = vertex;
  if (started === undefined || started === seen?.started) return [];
  if (cached && completed !== undefined) return [];
  return [{ type: "step-started", time: toMillis(started), step, name }];
}

function transferEvent(status: VertexStatus): TransferEvent {
  return {
    type: "transfer",
    time: toMillis(status.timestamp),
    step: status.vertex,
    part: status.id,
    current: status.current,
    ...(status.total > 0 ? { total: status.total } : {}),
    completed: status.completed !== undefined,
  };
}

function logEvent(step: string, stream: number, line: string, time: number): BuildEvent {
  return { type: "log", time, step, stream: stream === STDERR ? "stderr" : "stdout", line };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const toMillis = toUnixMillis;
