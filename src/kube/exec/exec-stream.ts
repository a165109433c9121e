import { Duplex } from "node:stream";
import type WebSocket from "ws";
import { SlipwayError } from "../../errors/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";

/** The first byte of a message says what it belongs to. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;
/** Bytes of a message; servers drop longer ones. */
const messageLength = 32 << 10;
const bufferLength = 256 << 10;
/** Of the program's standard error. */
const maxStderr = 4096;
/** Between two signs of life that keep proxies from closing the connection, milliseconds. */
const pingInterval = 15_000;

type Callback = (error?: Error | null) => void;

/** The v5 of the protocol can say that the input ends. */
export const execProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"] as const;

/**
 * The standard input and output of a program in a pod as one connection. Destroying it ends the program. It has the few
 * methods of a socket that are called on connections that idle.
 */
export class ExecStream extends Duplex {
  readonly #socket: WebSocket;
  /** As messages name the program's place. */
  readonly #shown: string;
  readonly #ping: NodeJS.Timeout;
  #alive = true;
  #stderr = "";
  #received = false;

  constructor(socket: WebSocket, shown: string) {
    super({ readableHighWaterMark: bufferLength, writableHighWaterMark: bufferLength, allowHalfOpen: false });
    this.#socket = socket;
    this.#shown = shown;
    socket.on("message", (data: Buffer) => this.#message(data));
    socket.on("error", (cause) => this.destroy(this.#lost(cause.message, cause)));
    socket.once("close", () => this.#closed());
    socket.on("pong", () => {
      this.#alive = true;
    });
    this.#ping = setInterval(() => this.#checkAlive(), pingInterval).unref();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    let start = 0;
    do {
      const part = chunk.subarray(start, start + messageLength);
      start += part.length;
      const message = Buffer.allocUnsafe(part.length + 1);
      message[0] = channels.stdin;
      part.copy(message, 1);
      // A write that fails comes with the end of the connection, which tells more.
      const isLast = start >= chunk.length;
      this.#socket.send(message, (error) => {
        if (isLast && !error) callback();
      });
    } while (start < chunk.length);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: Callback): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "utf8", callback);
  }

  override _final(callback: Callback): void {
    const { protocol, readyState, OPEN } = this.#socket;
    if (protocol !== execProtocols[0] || readyState !== OPEN) callback();
    else this.#socket.send(Uint8Array.of(channels.close, channels.stdin), () => callback());
  }

  override _destroy(error: Error | null, callback: Callback): void {
    clearInterval(this.#ping);
    this.#socket.terminate();
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
    this.#transport()?.ref?.();
    return this;
  }

  unref(): this {
    this.#transport()?.unref?.();
    return this;
  }

  /** ws has no such methods of its own. */
  #transport(): { ref?(): void; unref?(): void } | undefined {
    const socket: unknown = Reflect.get(this.#socket, "_socket");
    return typeof socket === "object" && socket !== null ? socket : undefined;
  }

  #message(data: Buffer): void {
    const content = data.subarray(1);
    switch (data[0]) {
      case channels.stdout:
        if (content.length === 0) return;
        this.#received = true;
        if (!this.push(content)) this.#socket.pause();
        return;
      case channels.stderr:
        this.#stderr = (this.#stderr + content.toString("utf8")).slice(-maxStderr);
        return;
      case channels.error:
        this.#ended(content.toString("utf8"));
    }
  }

  /** The server says how the program ended: a Status. */
  #ended(text: string): void {
    const status = parseJson(text);
    if (fieldOf(status, "status") === "Success") {
      if (this.#received) this.push(null);
      else this.destroy(this.#unreachable("it ended at once"));
      return;
    }
    const message = fieldOf(status, "message");
    const said = this.#stderr.trim() || (typeof message === "string" ? message : text.slice(0, 300));
    this.destroy(this.#received ? this.#lost(said) : this.#unreachable(said));
  }

  #closed(): void {
    if (this.destroyed || this.readableEnded) return;
    this.destroy(this.#lost(this.#stderr.trim() || "the cluster closed it"));
  }

  #checkAlive(): void {
    if (!this.#alive) {
      this.destroy(this.#lost("the cluster does not answer any more"));
      return;
    }
    this.#alive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #unreachable(reason: string): SlipwayError {
    return new SlipwayError("daemon-unreachable", `cannot reach BuildKit in ${this.#shown}: ${reason}`, {
      hint: "the pod's image must have buildctl, and buildkitd must run in it",
    });
  }

  #lost(reason: string, cause?: Error): SlipwayError {
    return new SlipwayError(
      "connection-lost",
      `the connection to BuildKit in ${this.#shown} broke: ${reason}`,
      {
        cause,
      },
    );
  }
}
