import type { LogLine } from "../../contract/index.js";
import type { LogSource } from "./log-source.js";

/** Lines of one page. */
export const pageLines = 500;

interface Page {
  lines: readonly LogLine[];
  characters: number;
}

/**
 * The lines of one step that were looked at last, fetched a page at a time: what is kept is bounded by its characters,
 * however long the log is.
 */
export class LogPages {
  /** How many lines the step has by now. */
  total: number;
  truncated = false;
  readonly #source: LogSource;
  readonly #step: number;
  readonly #changed: () => void;
  readonly #mostCharacters: number;
  /** The one used last is the last. */
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Set<number>();
  #characters = 0;

  constructor(
    source: LogSource,
    step: number,
    total: number,
    changed: () => void,
    mostCharacters = 24_000_000,
  ) {
    this.#source = source;
    this.#step = step;
    this.total = total;
    this.#changed = changed;
    this.#mostCharacters = mostCharacters;
  }

  /** How many characters are kept. */
  get characters(): number {
    return this.#characters;
  }

  /** A line, or undefined while it is being fetched. */
  line(index: number): LogLine | undefined {
    const number = Math.floor(index / pageLines);
    const page = this.#pages.get(number);
    const at = index - number * pageLines;
    if (page !== undefined) {
      this.#pages.delete(number);
      this.#pages.set(number, page);
    }
    const line = page?.lines[at];
    if (line === undefined && index < this.total) this.#fetch(number);
    return line;
  }

  #fetch(number: number): void {
    if (this.#asked.has(number)) return;
    this.#asked.add(number);
    this.#source.page(this.#step, number * pageLines, pageLines).then(
      ({ lines, total, truncated }) => {
        this.#asked.delete(number);
        this.total = total;
        this.truncated = truncated;
        this.#keep(number, lines);
        this.#changed();
      },
      // It is asked for again when it is next looked at.
      () => setTimeout(() => this.#asked.delete(number), 1000),
    );
  }

  #keep(number: number, lines: readonly LogLine[]): void {
    this.#drop(number);
    const characters = lines.reduce((sum, [, , text]) => sum + text.length + 40, 0);
    this.#pages.set(number, { lines, characters });
    this.#characters += characters;
    for (const oldest of this.#pages.keys()) {
      if (this.#characters <= this.#mostCharacters || oldest === number) break;
      this.#drop(oldest);
    }
  }

  #drop(number: number): void {
    this.#characters -= this.#pages.get(number)?.characters ?? 0;
    this.#pages.delete(number);
  }
}
