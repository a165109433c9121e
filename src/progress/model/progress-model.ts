import type { Clock } from "./clock.js";
import { toUnixMillis } from "./clock.js";
import type { SolveStatus, UnixNanos, Vertex, VertexLog, VertexStatus } from "./status.js";
import { VertexGroup } from "./vertex-group.js";
import { type StepLog, VertexState } from "./vertex-state.js";

/** Steps of a build for the header line. */
export interface StepTotals {
  readonly completed: number;
  readonly total: number;
}

/** Merges status updates into the steps that displays show. */
export class ProgressModel<Log extends StepLog = StepLog> {
  /** Steps that have started, in that order. */
  readonly listed: VertexState<Log>[] = [];
  /** Steps that changed since a display last showed them; hidden ones included. */
  readonly pending = new Set<VertexState<Log>>();
  /** Start of the first step, by the daemon's clock. */
  startedAt: UnixNanos | undefined;
  /** Milliseconds to add to the daemon's times to get local ones. */
  clockSkew = 0;

  readonly #clock: Clock;
  readonly #createLog: () => Log;
  readonly #byDigest = new Map<string, VertexState<Log>>();
  readonly #groups = new Map<string, VertexGroup<Log>>();

  constructor(clock: Clock, createLog: () => Log) {
    this.#clock = clock;
    this.#createLog = createLog;
  }

  apply(update: SolveStatus): void {
    const now = this.#clock.now();
    if (update.vertexes !== undefined) this.#applyVertexes(update.vertexes, now);
    for (const status of update.statuses ?? []) this.#applyStatus(status, now);
    for (const warning of update.warnings ?? []) {
      const step = this.#byDigest.get(warning.vertex);
      if (step === undefined) continue;
      step.warnings.push(warning);
      step.countUpdate(now);
    }
    for (const log of update.logs ?? []) this.#applyLog(log, now);
  }

  /** Counts as buildx does: a group that is shown counts once for itself and once for each member. */
  totals(): StepTotals {
    let completed = 0;
    let total = 0;
    for (const step of this.#byDigest.values()) {
      if (step.hidden) continue;
      total++;
      if (step.isCompleted) completed++;
    }
    return { completed, total };
  }

  hasRunning(): boolean {
    return this.listed.some((step) => !step.isCompleted);
  }

  #applyVertexes(vertexes: readonly Vertex[], now: number): void {
    const touched = new Set<VertexGroup<Log>>();
    for (const vertex of vertexes) {
      this.#noteStart(vertex, now);
      const group = this.#groupOf(vertex);
      if (group !== undefined) touched.add(group);
      else this.#applyVertex(vertex, now);
    }
    for (const group of touched) {
      const { changed, revealed } = group.refresh();
      if (group.state.hidden) continue;
      if (revealed) this.listed.push(group.state);
      if (changed) this.#markPending(group.state, now);
    }
  }

  #noteStart(vertex: Vertex, now: number): void {
    if (vertex.started === undefined || this.startedAt !== undefined) return;
    this.startedAt = vertex.started;
    this.clockSkew = now - toUnixMillis(vertex.started);
  }

  #groupOf(vertex: Vertex): VertexGroup<Log> | undefined {
    const description = vertex.progressGroup;
    if (description === undefined) return undefined;
    let group = this.#groups.get(description.id);
    if (group === undefined) {
      group = new VertexGroup(this.#addStep(description.id, description.name));
      this.#groups.set(description.id, group);
    }
    group.setMember(vertex);
    this.#byDigest.set(vertex.digest, group.state);
    return group;
  }

  #applyVertex(vertex: Vertex, now: number): void {
    const step = this.#byDigest.get(vertex.digest) ?? this.#addStep(vertex.digest, vertex.name);
    const wasStarted = step.isStarted;
    const changed = step.replace(vertex);
    if (!wasStarted && step.isStarted) this.listed.push(step);
    if (changed) this.#markPending(step, now);
  }

  #addStep(digest: string, name: string): VertexState<Log> {
    const step = new VertexState(digest, name, this.#createLog());
    this.#byDigest.set(digest, step);
    return step;
  }

  #applyStatus(status: VertexStatus, now: number): void {
    const step = this.#byDigest.get(status.vertex);
    if (step === undefined) return;
    if (status.started !== undefined || step.statuses.has(status.id)) step.statuses.set(status.id, status);
    step.changedStatuses.add(status.id);
    this.#markPending(step, now);
  }

  #applyLog(log: VertexLog, now: number): void {
    const step = this.#byDigest.get(log.vertex);
    if (step === undefined) return;
    const start = step.intervals.at(-1)?.start;
    step.log.append(log.data, start === undefined ? 0 : Number(log.timestamp - start) / 1e9);
    this.#markPending(step, now);
  }

  #markPending(step: VertexState<Log>, now: number): void {
    step.countUpdate(now);
    this.pending.add(step);
  }
}
