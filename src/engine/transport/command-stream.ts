import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Duplex } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import { connectionLost } from "./unreachable.js";
import { type WriteCallback, writeBatch } from "./write-batch.js";

const HIGH_WATER_MARK = 1 << 18;
const MAX_STDERR = 4096;

/** The pipes of a child process are sockets, which the types do not say. */
type Pipe = { ref(): void; unref(): void };

/**
 * The stdin and stdout of a running command as one connection to an engine. Destroying it ends the command. It has
 * the few methods of a socket that node:http calls on idle connections.
 */
export class CommandStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #host: string;
  readonly #command: string;
  #stderr = "";
  #received = false;

  /** @param command the command line as messages show it */
  constructor(child: ChildProcessWithoutNullStreams, host: string, command: string) {
    super({
      readableHighWaterMark: HIGH_WATER_MARK,
      writableHighWaterMark: HIGH_WATER_MARK,
      allowHalfOpen: false,
    });
    this.#child = child;
    this.#host = host;
    this.#command = command;
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
    this.#child.kill();
    callback(error);
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
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
    this.destroy(
      this.#received ? connectionLost(this.#host, this.#exitError(status)) : this.#neverConnected(status),
    );
  }

  #neverConnected(status: string): SlipwayError {
    const cause = this.#exitError(status);
    return new SlipwayError(
      "engine-unreachable",
      `Cannot connect to the Docker daemon at ${this.#host}: ${cause.message}`,
      {
        cause,
        hint: "try the command by hand; Docker 18.09 or later must be installed on the other machine",
        details: { host: this.#host, stderr: this.#stderr.trim() },
      },
    );
  }

  #exitError(status: string): Error {
    return new Error(
      `command [${this.#command}] has exited with ${status}, make sure the URL is valid, and Docker 18.09 or later ` +
        `is installed on the remote host: stderr=${this.#stderr.trim()}`,
    );
  }
}
