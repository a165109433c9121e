import type { SolveStatus } from "../../progress/model/status.js";

/** A line is kept up to so many characters. */
const LONGEST_LINE = 16 * 1024;

/** Takes a build's progress and keeps the name of one step and the last lines that it printed. */
export class StepLog {
  name: string | undefined;
  readonly #digest: string;
  readonly #limit: number;
  #lines: string[] = [];
  /** By stream, the index of the line that waits for its end; counted from the first line ever. */
  readonly #open = new Map<number, number>();
  #dropped = 0;

  /** @param limit how many lines are kept */
  constructor(digest: string, limit: number) {
    this.#digest = digest;
    this.#limit = limit;
  }

  /** The lines that are kept; empty ones are left out. */
  get lines(): readonly string[] {
    return this.#lines.slice(-this.#limit);
  }

  /** Takes an update. */
  update({ vertexes = [], logs = [] }: SolveStatus): void {
    this.name = vertexes.findLast(({ digest }) => digest === this.#digest)?.name ?? this.name;
    for (const { vertex, stream, data } of logs) {
      if (vertex === this.#digest) this.#take(stream, Buffer.from(data).toString("utf8"));
    }
  }

  #take(stream: number, chunk: string): void {
    const parts = chunk.split("\n");
    for (const [index, part] of parts.entries()) {
      if (index === 0 && this.#continue(stream, part)) continue;
      this.#open.delete(stream);
      if (part === "") continue;
      this.#lines.push(part.slice(0, LONGEST_LINE));
      this.#open.set(stream, this.#dropped + this.#lines.length - 1);
    }
    if (parts.at(-1) === "") this.#open.delete(stream);
    this.#forget();
  }

  #continue(stream: number, part: string): boolean {
    const open = this.#open.get(stream);
    if (open === undefined) return false;
    const index = open - this.#dropped;
    const line = this.#lines[index];
    if (line !== undefined) this.#lines[index] = (line + part).slice(0, LONGEST_LINE);
    return true;
  }

  /** Not with every line: it moves all that are kept. */
  #forget(): void {
    const surplus = this.#lines.length - this.#limit;
    if (surplus < this.#limit * 16) return;
    this.#lines = this.#lines.slice(surplus);
    this.#dropped += surplus;
  }
}
