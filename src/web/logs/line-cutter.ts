import { lastWritten, writtenLength } from "../contract/plain-line.js";

/** Characters of a line that are kept. */
const LONGEST = 16_384;

/**
 * Cuts one output stream of a step into lines, whose borders may lie anywhere, within a character too. A line that is too long
 * loses what a return had overwritten first, so that the end of a long progress is what is left of it.
 */
export class LineCutter {
  readonly #decoder = new TextDecoder();
  /** What of the line that is not over is kept, and whether that is not all of it. */
  #open = "";
  #tooLong = false;

  /** The lines that `data` completes. */
  push(data: Uint8Array): string[] {
    const parts = this.#decoder.decode(data, { stream: true }).split("\n");
    const rest = parts.pop() ?? "";
    const lines = parts.map((part) => {
      this.#add(part);
      return this.#close();
    });
    this.#add(rest);
    return lines;
  }

  /** What came after the last line end, if anything did. */
  end(): string[] {
    this.#add(this.#decoder.decode());
    return this.#open === "" ? [] : [this.#close()];
  }

  #add(part: string): void {
    if (this.#open.length + part.length <= LONGEST) {
      this.#open += part;
      return;
    }
    if (part !== "") this.#addToLong(part);
  }

  /** Adds what may be too much. A return at its end overwrites nothing yet: it may belong to the line end. */
  #addToLong(part: string): void {
    const end = writtenLength(part);
    const text = lastWritten(part);
    const returned = this.#open.endsWith("\r");
    if (end > 0 && (returned || text.length < end)) {
      this.#open = "";
      this.#tooLong = false;
    } else if (!this.#tooLong) this.#open = lastWritten(this.#open);
    const room = LONGEST - this.#open.length;
    if (text.length > room) this.#tooLong = true;
    if (room > 0) this.#open += text.slice(0, room);
    if (end < part.length && !this.#open.endsWith("\r")) this.#open += "\r";
  }

  #close(): string {
    const text = this.#tooLong ? `${withoutReturn(this.#open)}…` : withoutReturn(this.#open);
    this.#open = "";
    this.#tooLong = false;
    return text;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
