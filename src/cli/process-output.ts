import { constants, fstatSync, openSync, type Stats, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import { errorCode } from "../util/error-code.js";
import type { OutputStream } from "./command/command-call.js";

/** Device numbers of Linux's `/dev/null` and `/dev/full`, which take everything or nothing, and at once. */
const devices = new Set([0x103, 0x107]);

/** Standard output or error of this process. */
export interface ProcessOutput {
  readonly output: OutputStream;
  /** Node's stream for it, through which everything goes from then on. */
  readonly stream: () => Writable;
}

/**
 * An output of this process. Node's stream for it is opened when there is no way around it: to load streams takes longer
 * than all that `version` does.
 *
 * @param descriptor 1 for standard output, 2 for standard error
 * @param open gives Node's stream for it
 */
export function processOutput(descriptor: number, open: () => OutputStream & Writable): ProcessOutput {
  const stats = statsOf(descriptor);
  const target = stats && immediateTarget(descriptor, stats);
  if (target === undefined && !stats?.isSocket()) return { output: open(), stream: open };
  const output = new LateOutput(target, open);
  return { output, stream: () => output.stream() };
}

function statsOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

/** A descriptor on which a write never waits; undefined where there is none, as on a terminal or a socket. */
function immediateTarget(descriptor: number, stats: Stats): number | undefined {
  if (stats.isFile()) return descriptor;
  if (process.platform !== "linux") return undefined;
  if (stats.isCharacterDevice() && devices.has(stats.rdev)) return descriptor;
  return stats.isFIFO() ? openPipeAgain(descriptor) : undefined;
}

/** So that a reader that stalls holds up nothing, and other programs that write to the pipe see no change. */
function openPipeAgain(descriptor: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Writes at once as long as what is written to takes it; then, or where that cannot be, Node's stream has the rest. */
class LateOutput implements OutputStream {
  readonly isTTY = false;
  readonly #target: number | undefined;
  readonly #open: () => Writable;
  readonly #listeners: ((error: Error) => void)[] = [];
  #stream: Writable | undefined;

  constructor(target: number | undefined, open: () => Writable) {
    this.#target = target;
    this.#open = open;
  }

  write(chunk: string | Uint8Array, callback?: (error?: Error | null) => void): boolean {
    if (this.#stream !== undefined) return this.#stream.write(chunk, callback);
    let rest = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (rest.length > 0 && this.#target === undefined) return this.stream().write(rest, callback);
    try {
      while (rest.length > 0 && this.#target !== undefined)
        rest = rest.subarray(writeSync(this.#target, rest));
    } catch (reason) {
      if (errorCode(reason) === "EAGAIN") return this.stream().write(rest, callback);
      process.nextTick(() => this.#fail(reason as Error, callback));
      return true;
    }
    if (callback !== undefined) process.nextTick(callback);
    return true;
  }

  on(event: "resize" | "error", listener: (error: Error) => void): this {
    if (event === "error") this.#listeners.push(listener);
    return this;
  }

  stream(): Writable {
    if (this.#stream !== undefined) return this.#stream;
    const stream = this.#open();
    for (const listener of this.#listeners) stream.on("error", listener);
    this.#stream = stream;
    return stream;
  }

  #fail(error: Error, callback: ((error: Error) => void) | undefined): void {
    callback?.(error);
    for (const listener of this.#listeners) listener(error);
  }
}
