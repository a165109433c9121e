import type { ByteText } from "../format/byte-text.js";
import { LineSplitter } from "../model/line-splitter.js";
import type { StepLog } from "../model/vertex-state.js";
import { LogWindow } from "./log-window.js";

/** One step's output for the terminal display: the window, and all of it in case the step fails. */
export class TtyLog implements StepLog {
  readonly window = new LogWindow();
  /** How often the window was drawn; a window that was seen stays rather than make room for another. */
  timesShown = 0;
  readonly #chunks: { readonly data: Uint8Array; readonly seconds: number }[] = [];

  append(data: Uint8Array, seconds: number): void {
    this.window.write(data);
    this.#chunks.push({ data, seconds });
  }

  errorLines(): readonly ByteText[] {
    const lines: ByteText[] = [];
    const splitter = new LineSplitter({
      beginLine: (text) => lines.push(text),
      continueLine: (text) => lines.push(`${lines.pop() ?? ""}${text}`),
    });
    for (const { data, seconds } of this.#chunks) splitter.append(data, seconds);
    return lines;
  }
}
