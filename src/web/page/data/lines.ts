/** Cuts what arrives of a stream into lines; the last one is kept until its end is there. */
export class LineCutter {
  #rest = "";

  /** The lines that are complete with this chunk, without empty ones. */
  push(chunk: string): string[] {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.filter((line) => line.trim() !== "");
  }
}
