import { EscapeParser } from "./escape-parser.js";
import { Screen } from "./screen.js";

/** Output kept unread for a window nobody looks at. Far more than the lines of any window. */
const MAX_UNREAD = 64 * 1024;

/** The last lines of a step's output as a terminal would show them. Output is read only when it is looked at. */
export class LogWindow {
  /** Bytes that were written so far. */
  bytes = 0;
  readonly #parser = new EscapeParser();
  #screen: Screen | undefined;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;

  write(data: Uint8Array): void {
    this.bytes += data.length;
    this.#unread.push(data);
    this.#unreadBytes += data.length;
    while (this.#unread.length > 1 && this.#unreadBytes > MAX_UNREAD) {
      this.#unreadBytes -= this.#unread.shift()?.length ?? 0;
    }
  }

  /** The window's lines that are not blank, padded to the width. */
  lines(width: number, height: number): string[] {
    const screen = this.#screen ?? new Screen(width, height);
    this.#screen = screen;
    screen.resize(width, height);
    for (const data of this.#unread) {
      const part = data.length > MAX_UNREAD ? data.subarray(-MAX_UNREAD) : data;
      for (const command of this.#parser.parse(part)) screen.execute(command);
    }
    this.#unread = [];
    this.#unreadBytes = 0;
    return screen.lines();
  }
}
