import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { SolveStatus } from "../../progress/model/status.js";
import type { BuildEntry } from "../contract/index.js";

/** A build is a stranger's: so many steps are counted. */
const MOST_STEPS = 20_000;

/** Counts steps as their states come. */
export class StepCounter {
  readonly #completed = new Set<string>();
  readonly #cached = new Set<string>();
  readonly #all = new Set<string>();

  /** Takes an update. @returns the counts, if they are others now */
  take({ vertexes = [] }: SolveStatus): BuildEntry["steps"] | undefined {
    const before = this.#counts();
    for (const { digest, completed, cached } of vertexes) {
      if (this.#all.size >= MOST_STEPS && !this.#all.has(digest)) continue;
      this.#all.add(digest);
      // A step that was interrupted runs again.
      if (completed === undefined) this.#completed.delete(digest);
      else this.#completed.add(digest);
      if (cached) this.#cached.add(digest);
    }
    const now = this.#counts();
    const same =
      now.total === before.total && now.completed === before.completed && now.cached === before.cached;
    return same ? undefined : now;
  }

  #counts(): BuildEntry["steps"] {
    return { total: this.#all.size, completed: this.#completed.size, cached: this.#cached.size };
  }
}

/** Builds that run, with their steps counted: a daemon counts them when a build has ended. */
export class LiveCounts {
  readonly #client: Pick<BuildKitClient, "status">;
  readonly #changed: (ref: string, steps: BuildEntry["steps"]) => void;
  readonly #following = new Map<string, AbortController>();

  /** @param changed is called when the counts of a build are others */
  constructor(
    client: Pick<BuildKitClient, "status">,
    changed: (ref: string, steps: BuildEntry["steps"]) => void,
  ) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Counts the steps of a build from now on, until `end`. */
  begin(ref: string): void {
    if (this.#following.has(ref)) return;
    const ending = new AbortController();
    const { signal } = ending;
    this.#following.set(ref, ending);
    const counter = new StepCounter();
    const take = (status: SolveStatus) => {
      const counts = counter.take(status);
      if (counts !== undefined && !signal.aborted) this.#changed(ref, counts);
    };
    // What cannot be counted is not shown; the build's own page says why.
    this.#client.status(ref, take, { signal }).catch(() => undefined);
  }

  /** Of a build that has ended, or of all. */
  end(ref?: string): void {
    for (const [known, ending] of [...this.#following]) {
      if (ref !== undefined && known !== ref) continue;
      this.#following.delete(known);
      ending.abort();
    }
  }
}
