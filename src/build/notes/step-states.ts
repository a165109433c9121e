import type { SolveStatus, Vertex } from "../../progress/index.js";
import type { StepState } from "./build-note.js";

/** How one step ended. */
export interface StepEnd {
  readonly state: StepState;
  /** Milliseconds. */
  readonly took: number;
}

/** Follows a build's progress for what became of each step. */
export class StepStates {
  readonly #ends = new Map<string, StepEnd>();
  readonly #failedImports = new Set<string>();

  take({ vertexes = [] }: SolveStatus): void {
    for (const vertex of vertexes) {
      this.#ends.set(vertex.digest, endOf(vertex));
      if (vertex.error && vertex.name.startsWith(importing)) {
        this.#failedImports.add(vertex.name.slice(importing.length));
      }
    }
  }

  /** `unseen` for a step that nothing was told of. */
  of(digest: string): StepEnd {
    return this.#ends.get(digest) ?? { state: "unseen", took: 0 };
  }

  /** The caches that could not be imported, as the daemon names them. */
  get failedImports(): readonly string[] {
    return [...this.#failedImports];
  }
}

/** What the daemon calls the import of a cache. */
const importing = "importing cache manifest from ";

function endOf({ cached, started, completed, error }: Vertex): StepEnd {
  if (error) return { state: "failed", took: 0 };
  if (cached) return { state: "cached", took: 0 };
  if (started === undefined || completed === undefined) return { state: "unseen", took: 0 };
  return { state: "ran", took: Number((completed - started) / 1_000_000n) };
}
