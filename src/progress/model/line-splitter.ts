import { type ByteText, byteTextOf } from "../format/byte-text.js";
import { formatFixed } from "../format/number.js";

/** Takes a step's output line by line: a new line begins, or the open one is continued. */
export interface LineReceiver {
  beginLine(text: ByteText): void;
  continueLine(text: ByteText): void;
}

/** Splits the chunks of one step's output into lines and puts the time before each. */
export class LineSplitter {
  /** True while the last line waits for more: its chunk did not end in a newline. */
  open = false;
  readonly #receiver: LineReceiver;

  constructor(receiver: LineReceiver) {
    this.#receiver = receiver;
  }

  /** `seconds` is the chunk's time since the step's latest start. */
  append(data: Uint8Array, seconds: number): void {
    if (data.length === 0) return;
    const parts = byteTextOf(data).split("\n");
    const endsInNewline = parts.at(-1) === "";
    if (endsInNewline) parts.pop();
    const prefix = logTime(seconds);
    for (const [index, part] of parts.entries()) {
      if (index === 0 && this.open) this.#receiver.continueLine(part);
      else this.#receiver.beginLine(`${prefix} ${part}`);
    }
    this.open = !endsInNewline;
  }
}

/** Seconds with as many decimals as leave about four digits. */
function logTime(seconds: number): string {
  return formatFixed(seconds, seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
}
