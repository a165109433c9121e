/** Characters of a line that are kept. */
const LONGEST = 16_384;

/** Cuts one output stream of a step into lines, whose borders may lie anywhere, within a character too. */
export class LineCutter {
  readonly #decoder = new TextDecoder();
  #open = "";
  #tooLong = false;

  /** The lines that `data` completes. */
  push(data: Uint8Array): string[] {
    const parts = this.#decoder.decode(data, { stream: true }).split("\n");
    const lines: string[] = [];
    for (const [index, part] of parts.entries()) {
      if (index > 0) lines.push(this.#close());
      this.#add(part);
    }
    return lines;
  }

  /** What came after the last line end, if anything did. */
  end(): string[] {
    this.#add(this.#decoder.decode());
    return this.#open === "" ? [] : [this.#close()];
  }

  #add(part: string): void {
    const room = LONGEST - this.#open.length;
    if (part.length > room) this.#tooLong = true;
    if (room > 0) this.#open += part.slice(0, room);
  }

  #close(): string {
    const line = this.#open.endsWith("\r") ? this.#open.slice(0, -1) : this.#open;
    const text = this.#tooLong ? `${line}…` : line;
    this.#open = "";
    this.#tooLong = false;
    return text;
  }
}
