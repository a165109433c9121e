import type { DisplayStream } from "../display/display.js";
import { Pacer, paceRate } from "../display/pacer.js";
import { type Clock, systemClock } from "../model/clock.js";
import { FIRST_COLUMN, HIDE_CURSOR, SHOW_CURSOR } from "./frame.js";
import { cutToColumns } from "./text-width.js";

const FALLBACK_SIZE = { columns: 80, rows: 10 };
const ERASE_BELOW = "\x1b[0J";

/** Options of {@link LiveText}. */
export interface LiveTextOptions {
  /** Environment to read `TTY_DISPLAY_RATE` from. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/**
 * Text on a terminal that is written over in place until it is final. As long as it may change, lines are cut to the
 * terminal's width and what is higher than the terminal is not drawn. Between two writes the cursor stands below the text
 * and is seen, so no way of dying leaves the terminal other than it was.
 */
export class LiveText {
  readonly #stream: DisplayStream;
  readonly #pacer: Pacer;
  #text: () => string = () => "";
  #linesDrawn = 0;

  constructor(stream: DisplayStream, { env = process.env, clock = systemClock }: LiveTextOptions = {}) {
    this.#stream = stream;
    this.#pacer = new Pacer(clock, paceRate(env), () => {
      this.#draw();
      return false;
    });
  }

  /** Draws that text soon, or what is given after it if that comes sooner. It is made only when it is drawn. */
  show(text: () => string): void {
    this.#text = text;
    this.#pacer.touch();
  }

  /** Writes the final text in the place of what was drawn, whole, and draws no more. */
  finish(text: string): void {
    this.#pacer.stop();
    this.#write(text);
  }

  /** Draws no more and leaves what is there. */
  stop(): void {
    this.#pacer.stop();
  }

  #draw(): void {
    const { columns, rows } = this.#size();
    const lines = this.#text()
      .trimEnd()
      .split("\n")
      .slice(0, rows - 1);
    // In the last column a terminal may have gone to the next line already, or not.
    this.#write(lines.map((line) => `${cutToColumns(line, columns - 1).trimEnd()}\n`).join(""));
    this.#linesDrawn = lines.length;
  }

  #write(text: string): void {
    const up = this.#linesDrawn === 0 ? "" : `\x1b[${this.#linesDrawn}A${FIRST_COLUMN}${ERASE_BELOW}`;
    this.#stream.write(up === "" ? text : `${HIDE_CURSOR}${up}${text}${SHOW_CURSOR}`);
    this.#linesDrawn = 0;
  }

  #size(): { readonly columns: number; readonly rows: number } {
    const { columns = 0, rows = 0 } = this.#stream;
    return columns > 0 && rows > 1 ? { columns, rows } : FALLBACK_SIZE;
  }
}
