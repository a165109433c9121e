import type { ByteText } from "../format/byte-text.js";
import { type Interval, mergeIntervals } from "./interval.js";
import type { UnixNanos, Vertex, VertexStatus, VertexWarning } from "./status.js";

/** What a display keeps of one step's output. */
export interface StepLog {
  /** `seconds` is the chunk's time since the step's latest start. */
  append(data: Uint8Array, seconds: number): void;
  /** The lines to show, each with its time, when the step has failed. */
  errorLines(): readonly ByteText[];
}

/** One step as it is shown: a vertex, or a progress group standing for its members. */
export class VertexState<Log extends StepLog = StepLog> {
  readonly digest: string;
  name: string;
  cached = false;
  /** Empty when the step has not failed. */
  error = "";
  /** A group none of whose members that count has started. */
  hidden = false;
  readonly log: Log;
  /** Started statuses by ID in order of their start, each in its newest version. */
  readonly statuses = new Map<string, VertexStatus>();
  /** Statuses that changed since a display last looked. */
  readonly changedStatuses = new Set<string>();
  readonly warnings: VertexWarning[] = [];
  /** Updates since the step last came or went from the screen, and when the first of them arrived (Unix ms). */
  updateCount = 0;
  firstUpdateAt = 0;

  readonly #runs = new Map<UnixNanos, Interval>();
  #merged: readonly Interval[] = [];
  #last: Vertex | undefined;

  constructor(digest: string, name: string, log: Log) {
    this.digest = digest;
    this.name = name;
    this.log = log;
  }

  /** The step's runs, overlapping ones joined. */
  get intervals(): readonly Interval[] {
    return this.#merged;
  }

  get isStarted(): boolean {
    return this.#merged.length > 0;
  }

  /** True when the latest run has ended. */
  get isCompleted(): boolean {
    return this.#merged.at(-1)?.stop !== undefined;
  }

  /** True when no run is open, not even one that a longer run has swallowed. */
  get allRunsEnded(): boolean {
    for (const run of this.#runs.values()) if (run.stop === undefined) return false;
    return true;
  }

  get isCanceled(): boolean {
    return isCancellation(this.error);
  }

  countUpdate(now: number): void {
    if (this.updateCount === 0) this.firstUpdateAt = now;
    this.updateCount++;
  }

  /** Sets the run that began at `interval.start`; true if that changed anything. */
  setRun(interval: Interval): boolean {
    const known = this.#runs.get(interval.start);
    if (known !== undefined && known.stop === interval.stop) return false;
    this.#runs.set(interval.start, interval);
    this.#merged = mergeIntervals(this.#runs.values());
    return true;
  }

  /** Takes over a message about this vertex; true if there is something new to show. */
  replace(vertex: Vertex): boolean {
    if (vertex.started === undefined && this.isStarted) return false;
    this.name = vertex.name;
    this.cached = vertex.cached;
    this.error = vertex.error ?? "";
    if (vertex.started === undefined) return false;
    this.setRun(runOf(vertex, vertex.started));
    const last = this.#last;
    this.#last = vertex;
    return (
      last === undefined ||
      vertex.completed !== undefined ||
      vertex.name !== last.name ||
      vertex.started !== last.started ||
      vertex.cached !== last.cached ||
      vertex.error !== last.error
    );
  }
}

/** The run that a message about a started vertex tells of. */
export function runOf(vertex: Vertex, started: UnixNanos): Interval {
  return vertex.completed === undefined ? { start: started } : { start: started, stop: vertex.completed };
}

/** True for the error of a step that was cancelled rather than failed. */
export function isCancellation(error: string): boolean {
  return error.endsWith("context canceled");
}
