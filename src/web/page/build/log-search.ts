import type { LogSource } from "../data/log-source.js";

/** Looks for a text in the log of one step, part by part, and says which lines have it. */
export class LogSearch {
  readonly text: string;
  /** The lines found so far, in order. */
  lines: readonly number[] = [];
  /** Not all lines were looked at yet. */
  more = true;
  readonly #source: LogSource;
  readonly #step: number;
  #next = 0;
  #asking: Promise<void> | undefined;

  constructor(source: LogSource, step: number, text: string) {
    this.text = text;
    this.#source = source;
    this.#step = step;
    if (text === "") this.more = false;
  }

  /** Looks on until there are `wanted` lines or all were looked at. @throws RequestError */
  async find(wanted: number): Promise<void> {
    while (this.more && this.lines.length < wanted) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined;
      });
      await this.#asking;
    }
  }

  async #ask(): Promise<void> {
    const { lines, next } = await this.#source.search(this.#step, this.text, this.#next);
    this.lines = [...this.lines, ...lines];
    this.more = next !== undefined && next > this.#next;
    this.#next = next ?? this.#next;
  }
}
