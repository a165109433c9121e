import { closeSync, openSync, writeSync } from "node:fs";
import type { SlipwayError } from "../errors/index.js";
import { fileError } from "../util/file-error.js";
import type { Display, DisplayStream } from "./display/display.js";
import { plainDisplay } from "./plain/plain-display.js";

/**
 * Keeps the whole log of a build in a file, in the form of the plain display: every step with all of its output and
 * the names in full.
 */
export class LogFile {
  readonly #path: string;
  readonly #file: number;
  #failure: SlipwayError | undefined;

  /** Replaces the file. Throws SlipwayError `not-found`, `io-error` when it cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, "w");
    } catch (reason) {
      throw fileError("cannot write the log file", path, reason);
    }
  }

  /** A display that writes the file. `header` is the text of step `#0`, default none. */
  display(header?: string): Display {
    const stream: DisplayStream = {
      write: (chunk, callback) => {
        this.#write(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
        callback?.();
        return true;
      },
    };
    return plainDisplay(stream, { env: {}, header });
  }

  /** Closes the file. Gives why it is incomplete when it could not be written to its end. */
  close(): SlipwayError | undefined {
    try {
      closeSync(this.#file);
    } catch (reason) {
      this.#failure ??= fileError("cannot write the log file", this.#path, reason);
    }
    return this.#failure;
  }

  /** A build goes on without its log: a full disk shows only when the file is closed. */
  #write(data: Uint8Array): void {
    if (this.#failure !== undefined) return;
    try {
      for (let start = 0; start < data.length; ) start += writeSync(this.#file, data, start);
    } catch (reason) {
      this.#failure = fileError("cannot write the log file", this.#path, reason);
    }
  }
}
