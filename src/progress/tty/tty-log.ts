import type { ByteText } from "../format/byte-text.js";
import { formatProgressBytes } from "../format/size.js";
import { LineSplitter } from "../model/line-splitter.js";
import type { StepLog } from "../model/vertex-state.js";
import { LogWindow } from "./log-window.js";

/** Bytes of a step's output that are kept for the block of a failed step; of a longer one, its end. */
const LONGEST_KEPT = 8 << 20;

/** One step's output for the terminal display: the window, and all of it in case the step fails. */
export class TtyLog implements StepLog {
  readonly window = new LogWindow();
  /** How often the window was drawn; a window that was seen stays rather than make room for another. */
  timesShown = 0;
  #chunks: { readonly data: Uint8Array; readonly seconds: number }[] = [];
  #bytes = 0;
  #dropped = 0;

  append(data: Uint8Array, seconds: number): void {
    this.window.write(data);
    this.#chunks.push({ data, seconds });
    this.#bytes += data.length;
    if (this.#bytes > 2 * LONGEST_KEPT) this.#dropOldest();
  }

  /** Down to what is kept, in one go: taking them away one by one would move all others each time. */
  #dropOldest(): void {
    let first = 0;
    while (this.#bytes > LONGEST_KEPT && first < this.#chunks.length) {
      const length = this.#chunks[first++]?.data.length ?? 0;
      this.#bytes -= length;
      this.#dropped += length;
    }
    this.#chunks = this.#chunks.slice(first);
  }

  errorLines(): readonly ByteText[] {
    const lines: ByteText[] = [];
    if (this.#dropped > 0) {
      lines.push(`(${formatProgressBytes(this.#dropped)} of output before this; --log-file keeps all of it)`);
    }
    const splitter = new LineSplitter({
      beginLine: (text) => lines.push(text),
      continueLine: (text) => lines.push(`${lines.pop() ?? ""}${text}`),
    });
    for (const { data, seconds } of this.#chunks) splitter.append(data, seconds);
    return lines;
  }
}
