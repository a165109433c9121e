/** Characters of a line that are waited for. */
const LONGEST_LINE = 1 << 20;

/** Makes lines of the pieces of one output stream, whose borders may lie anywhere, within a character too. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** The lines that `data` completes. A line longer than a mebibyte comes in pieces. */
  push(data: Uint8Array): string[] {
    const lines = this.#decoder.decode(data, { stream: true }).split("\n");
    lines[0] = this.#rest + (lines[0] ?? "");
    const rest = lines.pop() ?? "";
    const tooLong = rest.length > LONGEST_LINE;
    if (tooLong) lines.push(rest);
    this.#rest = tooLong ? "" : rest;
    return lines.map(withoutReturn);
  }

  /** What came after the last line end, if anything did. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = "";
    return rest === "" ? [] : [withoutReturn(rest)];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
