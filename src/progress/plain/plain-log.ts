import type { ByteText } from "../format/byte-text.js";
import { type LineReceiver, LineSplitter } from "../model/line-splitter.js";
import type { StepLog } from "../model/vertex-state.js";

/** Lines kept for the block of a failed step. */
const ERROR_LINES = 10;

/** Characters of a line that are kept while it goes on: of a longer one, its end. */
const LONGEST_KEPT = 64 * 1024;

/** One step's output on its way to the plain display: what is not printed yet, and the last lines of all. */
export class PlainLog implements StepLog, LineReceiver {
  readonly #splitter = new LineSplitter(this);
  readonly #recent: ByteText[] = [];
  #lines: ByteText[] = [];
  /** Length of the open line's part that is on the screen. */
  #printed = 0;

  append(data: Uint8Array, seconds: number): void {
    this.#splitter.append(data, seconds);
  }

  beginLine(text: ByteText): void {
    this.#lines.push(text);
    this.#recent.push(text);
    if (this.#recent.length > ERROR_LINES) this.#recent.shift();
  }

  continueLine(text: ByteText): void {
    appendToLast(this.#lines, text);
    appendToLast(this.#recent, text);
    const last = this.#recent.at(-1) ?? "";
    if (last.length > 2 * LONGEST_KEPT) this.#recent.splice(-1, 1, endOf(last));
  }

  errorLines(): readonly ByteText[] {
    return this.#recent;
  }

  /** The line on the screen was ended from outside: what is open is to be printed anew, from its beginning. */
  restartLine(): void {
    this.#printed = 0;
  }

  /** Text for the lines that are due, `prefix` before each new one; the last line stays open if its text may go on. */
  take(prefix: string): ByteText {
    const lines = this.#lines;
    const open = this.#splitter.open;
    let text = "";
    for (const [index, line] of lines.entries()) {
      text += index === 0 && this.#printed > 0 ? line.slice(this.#printed) : prefix + line;
      if (index < lines.length - 1 || !open) text += "\n";
    }
    if (lines.length === 0) return text;
    const last = lines.at(-1) ?? "";
    const kept = last.length > LONGEST_KEPT ? endOf(last) : last;
    this.#lines = open ? [kept] : [];
    this.#printed = open ? kept.length : 0;
    return text;
  }
}

/** A string of its own: a slice would keep the whole line in memory. */
function endOf(line: ByteText): ByteText {
  return Buffer.from(line.slice(-LONGEST_KEPT), "latin1").toString("latin1");
}

function appendToLast(lines: ByteText[], text: ByteText): void {
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? "") + text;
}
