import type { FailedStep } from "../../buildkit/client/build-error.js";
import type { ProgressSink, SolveStatus } from "../../progress/index.js";

/** Bytes of a step's output that are kept for the error. */
const LOG_LIMIT = 64 * 1024;

interface Note {
  name: string;
  log: Uint8Array[];
  size: number;
}

/** Remembers of each step what an error should say if it fails: its name and the end of what it printed. */
export class StepNotes implements ProgressSink {
  readonly #steps = new Map<string, Note>();

  update({ vertexes = [], logs = [] }: SolveStatus): void {
    for (const { digest, name } of vertexes) this.#note(digest).name = name;
    for (const { vertex, data } of logs) append(this.#note(vertex), data);
    for (const { digest, completed, error } of vertexes) {
      if (completed !== undefined && !error) this.#steps.delete(digest);
    }
  }

  /** What is known of a step. */
  step(digest: string): FailedStep | undefined {
    const note = this.#steps.get(digest);
    if (note === undefined) return undefined;
    const log = Buffer.concat(note.log).subarray(-LOG_LIMIT);
    return { digest, name: note.name, log: log.toString("utf8") };
  }

  #note(digest: string): Note {
    const note = this.#steps.get(digest) ?? { name: "", log: [], size: 0 };
    this.#steps.set(digest, note);
    return note;
  }
}

/** Whole pieces are dropped at the front as soon as the rest is enough. */
function append(note: Note, data: Uint8Array): void {
  note.log.push(data);
  note.size += data.length;
  while (note.size - (note.log[0]?.length ?? note.size) >= LOG_LIMIT) {
    note.size -= note.log.shift()?.length ?? 0;
  }
}
