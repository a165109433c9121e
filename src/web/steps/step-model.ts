import type { SolveStatus, UnixNanos, Vertex, VertexStatus } from "../../progress/model/status.js";
import type { Step, StepPart, StepState, Warning } from "../contract/index.js";
import { boundedFacts, type StepFacts } from "./bounded-facts.js";
import { boundedDigest, TextBudget } from "./bounded-text.js";
import { criticalPath } from "./critical-path.js";
import type { SourceFiles } from "./source-files.js";
import { type NamedStep, readStepName } from "./step-name.js";

/** A build is a stranger's: so much of it is kept. */
const MOST_STEPS = 20_000;
const MOST_PARTS = 100;
const MOST_PARTS_OF_ALL = 20_000;
const MOST_INPUTS_OF_ALL = 200_000;
const MOST_WARNINGS = 500;
/** Characters of all texts. They are sent as one string, in which one character may take six. */
const MOST_TEXT = 16 * 1024 * 1024;
/** A name stands in what is sent a second time, as the instruction. */
const NAME = { most: 4_096, times: 2 };
/** The end tells whether the step was cancelled. */
const ERROR = { most: 16_384, end: true };
const PART = { most: 500 };
const ADDRESS = { most: 2_000 };
const WARNING = { most: 8_192 };

interface Held {
  readonly id: number;
  named: NamedStep;
  vertex: Vertex;
  /** Nanoseconds of earlier runs, when the step was interrupted. */
  before: bigint;
  readonly parts: Map<string, StepPart>;
  logs: number;
}

/** Makes a build's steps of its progress. */
export class StepModel {
  readonly #held: Held[] = [];
  readonly #ids = new Map<string, number>();
  readonly #warnings: Warning[] = [];
  readonly #sources: SourceFiles;
  #facts: ReadonlyMap<string, StepFacts> = new Map();
  readonly #text = new TextBudget(MOST_TEXT);
  #parts = 0;
  #inputs = 0;
  #exceeded = false;

  constructor(sources: SourceFiles) {
    this.#sources = sources;
  }

  get warnings(): readonly Warning[] {
    return this.#warnings;
  }

  /** Something is left out, or cut, for that all of it is too much. */
  get exceeded(): boolean {
    return this.#exceeded || this.#text.exceeded;
  }

  /** The id of a step. */
  idOf(digest: string): number | undefined {
    return this.#ids.get(boundedDigest(digest));
  }

  /** Takes what the provenance tells, by digest. */
  learn(all: ReadonlyMap<string, StepFacts>): void {
    const { facts, exceeded } = boundedFacts(all);
    this.#facts = facts;
    this.#exceeded ||= exceeded;
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
      this.#takePart(held.parts, status);
      changed.add(held.id);
    }
    for (const { vertex, short, detail, url, sourceInfo, ranges } of warnings) {
      if (this.#warnings.length >= MOST_WARNINGS) break;
      const step = this.idOf(vertex);
      const source = sourceInfo && this.#sources.place(sourceInfo, ranges);
      this.#warnings.push({
        ...(step === undefined ? {} : { step }),
        message: this.#text.take(textOf(short), WARNING),
        detail: detail.slice(0, 20).map((line) => this.#text.take(textOf(line), WARNING)),
        url: this.#text.take(url, ADDRESS),
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
    const digest = boundedDigest(given.digest);
    const known = this.#ids.get(digest);
    const held = known === undefined ? undefined : this.#held[known];
    if (held !== undefined) {
      this.#replace(held, given);
      return held.id;
    }
    if (this.#held.length >= MOST_STEPS) {
      this.#exceeded = true;
      return undefined;
    }
    const id = this.#held.length;
    const vertex = { ...this.#bounded(given), digest: this.#text.take(digest, { most: digest.length }) };
    this.#ids.set(digest, id);
    this.#held.push({
      id,
      named: readStepName(vertex.name),
      vertex: { ...vertex, inputs: this.#takeInputs(given.inputs) },
      before: 0n,
      parts: new Map(),
      logs: 0,
    });
    return id;
  }

  #replace(held: Held, given: Vertex): void {
    const { digest, inputs, name, error, started, completed } = held.vertex;
    this.#text.release(name, NAME.times);
    this.#text.release(error ?? "");
    const vertex = this.#bounded(given);
    const again = vertex.started !== undefined && started !== undefined && vertex.started > started;
    if (again && completed !== undefined) held.before += completed - started;
    if (vertex.name !== name) held.named = readStepName(vertex.name);
    // What a step is made from does not change.
    held.vertex = { ...vertex, digest, inputs };
  }

  #bounded({ name, error, cached, started, completed }: Vertex): Omit<Vertex, "digest" | "inputs"> {
    return {
      ...{ name: this.#text.take(name, NAME), cached },
      ...(started !== undefined && { started }),
      ...(completed !== undefined && { completed }),
      ...(error !== undefined && { error: this.#text.take(error, ERROR) }),
    };
  }

  /** Each once. */
  #takeInputs(given: readonly string[]): string[] {
    const all = new Set(given.map(boundedDigest));
    const inputs = [...all].slice(0, Math.max(0, MOST_INPUTS_OF_ALL - this.#inputs));
    this.#inputs += inputs.length;
    if (inputs.length < all.size) this.#exceeded = true;
    return inputs;
  }

  #takePart(
    parts: Map<string, StepPart>,
    { id, name, current, total, started, completed }: VertexStatus,
  ): void {
    const key = boundedDigest(id);
    const known = parts.get(key);
    if (known === undefined && (parts.size >= MOST_PARTS || this.#parts >= MOST_PARTS_OF_ALL)) return;
    if (known === undefined) this.#parts++;
    else this.#text.release(known.name);
    parts.set(key, {
      name: this.#text.take(name || id, PART),
      current,
      total,
      ...(started !== undefined && { started: toMilliseconds(started) }),
      ...(completed !== undefined && { completed: toMilliseconds(completed) }),
    });
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

function textOf(bytes: Uint8Array): string {
  const { most } = WARNING;
  // One more than may be kept, so that what is cut is seen to be.
  return Buffer.from(bytes.subarray(0, most + 1)).toString("utf8");
}
