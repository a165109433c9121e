import { BaseDisplay } from "./display/base-display.js";
import type { Display, DisplayStream } from "./display/display.js";

/** Shows no progress. Lines given to `writeLine` still appear at the end, on `stream` (default standard error). */
export function quietDisplay(stream: DisplayStream = process.stderr): Display {
  return new QuietDisplay(stream);
}

class QuietDisplay extends BaseDisplay {
  protected show(): void {}

  protected close(): void {}
}
