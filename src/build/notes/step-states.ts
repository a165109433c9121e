import type { SolveStatus, Vertex } from "../../progress/index.js";
import type { StepState } from "./build-note.js";

/** How one step ended. */
export interface StepEnd {
  readonly state: StepState;
  /** Milliseconds. */
  readonly took: number;
}

/** Milliseconds; the daemon says that a step began and ended also when it looked for it in the cache. */
const longLook = 20;
/** What the daemon calls the import of a cache. */
const importing = "importing cache manifest from ";
const unseen: StepEnd = { state: "unseen", took: 0 };
const cached: StepEnd = { state: "cached", took: 0 };
/** What is fetched has no cache of its own that says so: it always counts as done again. */
const fetched: StepEnd = { state: "ran", took: 0 };

/** Follows a build's progress for what became of each step. */
export class StepStates {
  readonly #ends = new Map<string, StepEnd>();
  /** When steps without inputs were first told to begin. */
  readonly #looks = new Map<string, bigint>();
  readonly #failedImports = new Set<string>();

  /** Takes an update; true for one that only a build has which runs steps. */
  take({ vertexes = [], logs = [] }: SolveStatus): boolean {
    let runs = logs.length > 0;
    for (const vertex of vertexes) {
      const end = this.#isLook(vertex) ? cached : endOf(vertex);
      this.#ends.set(vertex.digest, end);
      runs ||= end.took > longLook && vertex.inputs.length > 0;
      if (vertex.error && vertex.name.startsWith(importing)) {
        this.#failedImports.add(vertex.name.slice(importing.length));
      }
    }
    return runs;
  }

  /**
   * Whether the daemon only looks at a step without inputs to find it in the cache. It says that such a step begins and
   * ends when it makes its key, and once more when it runs it: of one that it has, and whose result it need not load, it
   * says nothing else.
   */
  #isLook({ digest, name, inputs, completed, started = completed, error }: Vertex): boolean {
    if (inputs.length > 0 || started === undefined || error || isFetch(name)) return false;
    const first = this.#looks.get(digest) ?? started;
    this.#looks.set(digest, first);
    return completed !== undefined && started === first;
  }

  /** `unseen` for a step that nothing was told of. */
  of(digest: string): StepEnd {
    return this.#ends.get(digest) ?? unseen;
  }

  /** Whether the daemon said of all these steps that it had them, or that they are fetched. */
  hadAll(digests: Iterable<string>): boolean {
    for (const digest of digests) {
      const end = this.#ends.get(digest);
      if (end !== cached && end !== fetched) return false;
    }
    return true;
  }

  /** The caches that could not be imported, as the daemon names them. */
  get failedImports(): readonly string[] {
    return [...this.#failedImports];
  }
}

function endOf({ name, inputs, cached: had, started, completed, error }: Vertex): StepEnd {
  if (error) return { state: "failed", took: 0 };
  if (had) return cached;
  if (started === undefined || completed === undefined) return unseen;
  if (inputs.length === 0 && isFetch(name)) return fetched;
  return { state: "ran", took: Number((completed - started) / 1_000_000n) };
}

/** Whether a step without inputs is certainly a source: what the frontend loads, or a base image. */
function isFetch(name: string): boolean {
  return name.startsWith("[internal] load ") || /^\[[^\]]*\] FROM /.test(name);
}
