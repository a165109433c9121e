import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import { connectionLost } from "../dial/unreachable.js";
import { type WriteCallback, writeBatch } from "../dial/write-batch.js";
import type { Upgraded } from "../http/engine-http.js";
import { FrameDecoder, type FrameStream } from "./frame-decoder.js";

const HIGH_WATER_MARK = 1 << 20;

/** Characters of the engine's word on a command that it could not run; it sends a line or two. */
const MAX_REFUSAL = 4096;
/** Bytes of the end of the command's standard error that are kept. */
const MAX_STDERR = 4096;

/** What {@link ExecStream} may be told about its command. */
export interface ExecStreamOptions {
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
  /**
   * The command speaks a protocol that never opens with a printable character, as HTTP/2's server does. An engine that
   * cannot run a command writes its reason to the command's stdout (moby, `postContainerExecStart`): here that text is
   * told from the protocol, and the stream fails with it.
   */
  readonly binary?: boolean | undefined;
  /**
   * Asked when the output ends before the stream was ended on this side, with the end of the command's standard error:
   * the error that the stream is to fail with, undefined to have it end. Does not reject.
   */
  readonly explainEnd?: ((stderr: string) => Promise<SlipwayError | undefined>) | undefined;
}

/**
 * A command's stdin and stdout over the hijacked connection of an exec. Ending it half-closes the connection, which
 * ends the command's stdin; destroying it destroys the connection. It ends when the command's output does.
 */
export class ExecStream extends Duplex {
  readonly #socket: Duplex;
  readonly #decoder: FrameDecoder;
  readonly #host: string;
  readonly #onStderr: ((chunk: Uint8Array) => void) | undefined;
  #ended = false;
  /** Whether the command's output may still turn out to be text of the engine. */
  #undecided: boolean;
  #refusal = "";
  #systemError = "";
  #stderr: Uint8Array = Buffer.alloc(0);
  readonly #explainEnd: ExecStreamOptions["explainEnd"];
  #failed = false;

  constructor({ socket, head }: Upgraded, host: string, options: ExecStreamOptions = {}) {
    super({
      readableHighWaterMark: HIGH_WATER_MARK,
      writableHighWaterMark: HIGH_WATER_MARK,
      allowHalfOpen: false,
      decodeStrings: true,
    });
    this.#socket = socket;
    this.#host = host;
    this.#onStderr = options.onStderr;
    this.#explainEnd = options.explainEnd;
    this.#undecided = options.binary === true;
    this.#decoder = new FrameDecoder((stream, data) => this.#receive(stream, data));
    // The command may still write after its stdin was closed, and read after it closed its stdout.
    socket.allowHalfOpen = true;
    socket.on("error", (error) => this.#fail(connectionLost(host, error)));
    socket.on("end", () => this.#finish());
    socket.on("close", () => {
      if (!this.#ended) this.#fail(connectionLost(host));
    });
    socket.on("data", (chunk: Buffer) => this.#decode(chunk));
    if (head.length > 0) this.#decode(head);
  }

  /** Whether the process stays alive for the command's output, as with a socket. */
  ref(): this {
    if ("ref" in this.#socket) (this.#socket as Socket).ref();
    return this;
  }

  /** See {@link ref}. */
  unref(): this {
    if ("unref" in this.#socket) (this.#socket as Socket).unref();
    return this;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    this.#socket.write(chunk, callback);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: WriteCallback): void {
    writeBatch(this.#socket, chunks, callback);
  }

  override _final(callback: WriteCallback): void {
    if (this.#socket.destroyed) callback();
    else this.#socket.end(callback);
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    this.#ended = true;
    this.#socket.destroy();
    callback(error);
  }

  #decode(chunk: Buffer): void {
    try {
      this.#decoder.write(chunk);
      if (this.#systemError !== "" && this.#decoder.atBoundary) this.#refuse(this.#systemError);
    } catch (error) {
      this.#fail(SlipwayError.from(error));
    }
  }

  #receive(stream: FrameStream, data: Buffer): void {
    if (stream === "stdout") {
      if (this.#isRefusal(data)) return;
      if (!this.push(data)) this.#socket.pause();
    } else if (stream === "stderr") {
      this.#stderr = Buffer.concat([this.#stderr, data.subarray(-MAX_STDERR)]).subarray(-MAX_STDERR);
      this.#onStderr?.(data);
    } else {
      this.#systemError = (this.#systemError + data.toString("utf8")).slice(0, MAX_REFUSAL);
      if (this.#systemError.length === MAX_REFUSAL) this.#refuse(this.#systemError);
    }
  }

  /** Takes the data in when it is the engine's text, all of which has come when the output ends. */
  #isRefusal(data: Buffer): boolean {
    const first = data[0];
    if (this.#undecided && first !== undefined) {
      this.#undecided = false;
      if (first >= 0x20 && first < 0x7f) this.#refusal = data.toString("utf8");
    } else if (this.#refusal !== "") {
      this.#refusal += data.toString("utf8");
    }
    if (this.#refusal.length > MAX_REFUSAL) this.#refuse(this.#refusal.slice(0, MAX_REFUSAL));
    return this.#refusal !== "";
  }

  #refuse(text: string): void {
    this.#fail(new SlipwayError("engine-error", `Error response from daemon: ${text.trim()}`));
  }

  /**
   * Fails the stream, at once or as soon as somebody listens: what the engine says may come together with the answer
   * that starts the stream, before its owner has got it.
   */
  #fail(error: SlipwayError): void {
    if (this.#failed || this.destroyed) return;
    this.#failed = true;
    this.#socket.destroy();
    if (this.listenerCount("error") > 0) {
      this.destroy(error);
      return;
    }
    const tell = (event: string | symbol): void => {
      if (event !== "error") return;
      this.off("newListener", tell);
      process.nextTick(() => this.destroy(error));
    };
    this.on("newListener", tell);
  }

  #finish(): void {
    if (this.#refusal !== "" || this.#systemError !== "") {
      this.#refuse(this.#systemError || this.#refusal);
    } else if (!this.#decoder.atBoundary) {
      this.#fail(connectionLost(this.#host));
    } else {
      this.#ended = true;
      void this.#end();
    }
  }

  async #end(): Promise<void> {
    const asked = this.writableEnded ? undefined : this.#explainEnd;
    const reason = await asked?.(Buffer.from(this.#stderr).toString("utf8"));
    if (reason !== undefined) this.#fail(reason);
    else if (!this.destroyed && !this.#failed) this.push(null);
  }
}
