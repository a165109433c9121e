/** Characters of a line that are kept. */
const LONGEST = 16_384;

/** Cuts one output stream of a step into lines, whose borders may lie anywhere, within a character too. */
export class LineCutter {
  readonly #decoder = new TextDecoder();
  /** What of the line that is not over is kept, and whether that is not all of it. */
  #open = "";
  #tooLong = false;

  /** The lines that `data` completes. */
  push(data: Uint8Array): string[] {
    const parts = this.#decoder.decode(data, { stream: true }).split("\n");
    const rest = parts.pop() ?? "";
    const [first] = parts;
    if (first !== undefined) {
      this.#add(first);
      parts[0] = this.#close();
    }
    this.#add(rest);
    for (let index = 1; index < parts.length; index++) parts[index] = whole(parts[index] ?? "");
    return parts;
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
    const text = this.#tooLong ? `${withoutReturn(this.#open)}…` : withoutReturn(this.#open);
    this.#open = "";
    this.#tooLong = false;
    return text;
  }
}

function whole(line: string): string {
  return withoutReturn(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
