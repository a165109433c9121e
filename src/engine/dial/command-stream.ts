import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Duplex } from "node:stream";
import type { SlipwayError } from "../../errors/index.js";
import { type WriteCallback, writeBatch } from "./write-batch.js";

const HIGH_WATER_MARK = 1 << 18;
const MAX_STDERR = 4096;

/** How the end of a command is told. */
export interface CommandFailures {
  /** It could not be started, or ended before it led anywhere; `stderr` is the end of what it had to say. */
  unreachable(cause: Error, stderr: string): SlipwayError;
  /** It ended while the connection was in use. */
  lost(cause: Error): SlipwayError;
}

/** The pipes of a child process are sockets, which the types do not say. */
type Pipe = { ref(): void; unref(): void };

/**
 * The stdin and stdout of a running command as one connection. Destroying it ends the command.
 */
export class CommandStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #failures: CommandFailures;
  readonly #command: string;
  #stderr = "";
  #received = false;

  readonly #release: (child: ChildProcessWithoutNullStreams) => void;

  /**
   * @param command the command line as messages show it
   * @param release what becomes of the process when this is destroyed
   */
  constructor(
    child: ChildProcessWithoutNullStreams,
    command: string,
    failures: CommandFailures,
    release: (child: ChildProcessWithoutNullStreams) => void = () => void child.kill(),
  ) {
    super({
      readableHighWaterMark: HIGH_WATER_MARK,
      writableHighWaterMark: HIGH_WATER_MARK,
      allowHalfOpen: false,
    });
    this.#child = child;
    this.#failures = failures;
    this.#command = command;
    this.#release = release;
    child.stdin.on("error", () => undefined); // The exit of the command says why.
    child.stdout.on("data", (chunk: Buffer) => {
      this.#received = true;
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_STDERR);
    });
    child.once("close", (code, signal) => this.#exited(code, signal));
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    this.#child.stdin.write(chunk, (error) => this.#written(error, callback));
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: WriteCallback): void {
    writeBatch(this.#child.stdin, chunks, (error) => this.#written(error, callback));
  }

  override _final(callback: WriteCallback): void {
    if (this.#child.stdin.destroyed) callback();
    else this.#child.stdin.end(callback);
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#release(this.#child);
    callback(error);
  }

  ref(): this {
    this.#child.ref();
    for (const pipe of this.#pipes()) pipe.ref();
    return this;
  }

  unref(): this {
    this.#child.unref();
    for (const pipe of this.#pipes()) pipe.unref();
    return this;
  }

  #pipes(): readonly Pipe[] {
    const { stdin, stdout, stderr } = this.#child;
    return [stdin, stdout, stderr] as unknown as readonly Pipe[];
  }

  /** A write that fails means that the command is ending; its exit, which tells more, destroys this stream. */
  #written(error: Error | null | undefined, callback: WriteCallback): void {
    if (!error) callback();
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.destroyed) return;
    if (code === 0 && this.#received) {
      this.push(null);
      return;
    }
    const status = signal === null ? `exit status ${code}` : `signal: ${signal}`;
    const error = this.#exitError(status);
    const { lost, unreachable } = this.#failures;
    this.destroy(this.#received ? lost(error) : unreachable(error, this.#stderr.trim()));
  }

  #exitError(status: string): Error {
    return new Error(
      `command [${this.#command}] has exited with ${status}, make sure the URL is valid, and Docker 18.09 or later ` +
        `is installed on the remote host: stderr=${this.#stderr.trim()}`,
    );
  }
}
