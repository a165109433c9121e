import type { SolveStatus, UnixNanos, Vertex, VertexStatus } from "../../progress/model/status.js";
import type { ResourceSample, SourcePlace, Step, StepPart, StepState, Warning } from "../contract/index.js";
import { criticalPath } from "./critical-path.js";
import type { SourceFiles } from "./source-files.js";
import { type NamedStep, readStepName } from "./step-name.js";

/** A build is a stranger's: so much of it is kept. */
const MOST_STEPS = 20_000;
const MOST_PARTS = 100;
const MOST_PARTS_OF_ALL = 20_000;
const MOST_INPUTS_OF_ALL = 200_000;
const MOST_WARNINGS = 500;
const LONGEST_NAME = 4_096;
const LONGEST_ERROR = 16_384;

interface Held {
  readonly id: number;
  readonly named: NamedStep;
  vertex: Vertex;
  /** Nanoseconds of earlier runs, when the step was interrupted. */
  before: bigint;
  readonly parts: Map<string, StepPart>;
  logs: number;
}

/** What the provenance tells of a step. */
export interface StepFacts {
  readonly source?: SourcePlace | undefined;
  readonly resources?: readonly ResourceSample[] | undefined;
}

/** Makes a build's steps of its progress. */
export class StepModel {
  readonly #held: Held[] = [];
  readonly #ids = new Map<string, number>();
  readonly #warnings: Warning[] = [];
  readonly #sources: SourceFiles;
  #facts: ReadonlyMap<string, StepFacts> = new Map();
  #parts = 0;
  #inputs = 0;

  constructor(sources: SourceFiles) {
    this.#sources = sources;
  }

  get warnings(): readonly Warning[] {
    return this.#warnings;
  }

  /** The id of a step. */
  idOf(digest: string): number | undefined {
    return this.#ids.get(digest);
  }

  /** Takes what the provenance tells, by digest. */
  learn(facts: ReadonlyMap<string, StepFacts>): void {
    this.#facts = facts;
  }

  /** Takes an update and gives the ids of the steps that it changed; logs are not its business. */
  update({ vertexes = [], statuses = [], warnings = [] }: SolveStatus): ReadonlySet<number> {
    const changed = new Set<number>();
    for (const vertex of vertexes) {
      const id = this.#take(vertex);
      if (id !== undefined) changed.add(id);
    }
    for (const status of statuses) {
      const id = this.idOf(status.vertex);
      const held = id === undefined ? undefined : this.#held[id];
      if (held === undefined) continue;
      const before = held.parts.size;
      if (this.#parts < MOST_PARTS_OF_ALL || held.parts.has(status.id)) takePart(held.parts, status);
      this.#parts += held.parts.size - before;
      changed.add(held.id);
    }
    for (const { vertex, short, detail, url, sourceInfo, ranges } of warnings) {
      if (this.#warnings.length >= MOST_WARNINGS) break;
      const step = this.idOf(vertex);
      const source = sourceInfo && this.#sources.place(sourceInfo, ranges);
      this.#warnings.push({
        ...(step === undefined ? {} : { step }),
        message: textOf(short),
        detail: detail.slice(0, 20).map(textOf),
        url: url.slice(0, 2_000),
        ...(source && { source }),
      });
    }
    return changed;
  }

  /** Counts lines that a step has printed. */
  countLogs(id: number, lines: number): void {
    const held = this.#held[id];
    if (held !== undefined) held.logs = lines;
  }

  /** All steps. @param ended the build is over: what did not end, does not run */
  steps(ended: boolean): Step[] {
    const steps = this.#held.map((held) => this.#stepOf(held, ended));
    const path = criticalPath(steps);
    return steps.map((step) => (path.has(step.id) ? { ...step, critical: true } : step));
  }

  /** Some steps; the critical path is that of a build that has ended, and not told. */
  some(ids: Iterable<number>): Step[] {
    return [...ids].flatMap((id) => {
      const held = this.#held[id];
      return held === undefined ? [] : [this.#stepOf(held, false)];
    });
  }

  #take(given: Vertex): number | undefined {
    const { error, name, ...rest } = given;
    const vertex = {
      ...rest,
      name: name.slice(0, LONGEST_NAME),
      ...(error !== undefined && { error: ending(error) }),
    };
    const known = this.#ids.get(vertex.digest);
    const held = known === undefined ? undefined : this.#held[known];
    if (held !== undefined) {
      const { started, completed } = held.vertex;
      const again = vertex.started !== undefined && started !== undefined && vertex.started > started;
      if (again && completed !== undefined) held.before += completed - started;
      // What a step is made from does not change.
      held.vertex = { ...vertex, inputs: held.vertex.inputs };
      return held.id;
    }
    if (this.#held.length >= MOST_STEPS) return undefined;
    const id = this.#held.length;
    const inputs = vertex.inputs.slice(0, Math.max(0, MOST_INPUTS_OF_ALL - this.#inputs));
    this.#inputs += inputs.length;
    this.#ids.set(vertex.digest, id);
    this.#held.push({
      id,
      named: readStepName(vertex.name),
      vertex: { ...vertex, inputs },
      before: 0n,
      parts: new Map(),
      logs: 0,
    });
    return id;
  }

  #stepOf({ id, named, vertex, before, parts, logs }: Held, ended: boolean): Step {
    const { digest, name, started, completed, cached, error } = vertex;
    const inputs = vertex.inputs.flatMap((input) => this.idOf(input) ?? []);
    const ready = inputs.reduce((latest, input) => {
      const end = this.#held[input]?.vertex.completed ?? 0n;
      return end > latest ? end : latest;
    }, 0n);
    const facts = this.#facts.get(digest);
    const ran = started === undefined || completed === undefined ? 0n : completed - started;
    const all = [...parts.values()];
    return {
      ...{ id, digest, name, ...named, state: stateOf(vertex, ended), inputs, cached, critical: false, logs },
      ...(started !== undefined && { started: toMilliseconds(started) }),
      ...(completed !== undefined && { completed: toMilliseconds(completed) }),
      duration: toMilliseconds(before + (ran > 0n ? ran : 0n)),
      waited: started === undefined || ready === 0n || ready > started ? 0 : toMilliseconds(started - ready),
      ...(error !== undefined && { error }),
      bytes: {
        current: all.reduce((sum, { current }) => sum + current, 0),
        total: all.reduce((sum, { total }) => sum + total, 0),
      },
      parts: all,
      ...(facts?.source && { source: facts.source }),
      resources: facts?.resources ?? [],
    };
  }
}

/** Milliseconds of a time, or of a span. */
export function toMilliseconds(nanos: UnixNanos): number {
  return Number(nanos / 1_000n) / 1_000;
}

function stateOf({ started, completed, cached, error }: Vertex, ended: boolean): StepState {
  if (error !== undefined) return error.endsWith("context canceled") ? "canceled" : "failed";
  if (cached) return "cached";
  if (completed !== undefined) return "done";
  if (started === undefined) return "waiting";
  return ended ? "canceled" : "running";
}

function takePart(
  parts: Map<string, StepPart>,
  { id, name, current, total, started, completed }: VertexStatus,
): void {
  if (parts.size >= MOST_PARTS && !parts.has(id)) return;
  parts.set(id, {
    name: (name || id).slice(0, 500),
    current,
    total,
    ...(started !== undefined && { started: toMilliseconds(started) }),
    ...(completed !== undefined && { completed: toMilliseconds(completed) }),
  });
}

/** The end tells whether the step was cancelled. */
function ending(error: string): string {
  return error.length <= LONGEST_ERROR ? error : `…${error.slice(-LONGEST_ERROR)}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 8_192)).toString("utf8");
}
