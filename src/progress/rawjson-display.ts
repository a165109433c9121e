import { BaseDisplay } from "./display/base-display.js";
import type { Display, DisplayStream } from "./display/display.js";
import { encodeByteText } from "./format/byte-text.js";
import type { SolveStatus } from "./model/status.js";
import { formatRawJson } from "./raw-json.js";

/** Prints each update as one line of JSON, for programs to read. */
export function rawJsonDisplay(stream: DisplayStream): Display {
  return new RawJsonDisplay(stream);
}

class RawJsonDisplay extends BaseDisplay {
  protected show(status: SolveStatus): void {
    if (status.received === undefined) this.write(encodeByteText(`${formatRawJson(status)}\n`));
  }

  protected close(): void {}
}
