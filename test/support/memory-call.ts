import type {
  MessageHandler,
  MessageSplitter,
  Metadata,
  MethodHandler,
  ServerCall,
} from "../../src/buildkit/transport/types.js";

/** A ServerCall without a wire: the test plays the daemon. */
export class MemoryCall implements ServerCall {
  readonly maxFill = 1 << 20;
  readonly metadata: Metadata;
  /** What the handler sent, in order. */
  readonly sent: Uint8Array[] = [];
  /** Called for every message the handler sends. */
  onSent: (message: Uint8Array) => void = () => {};
  /** False makes send() report a full buffer until {@link release}. */
  roomy = true;
  /** Messages of more bytes come in pieces of as many. */
  pieceBytes = Number.POSITIVE_INFINITY;
  readonly #controller = new AbortController();
  readonly #incoming: (Uint8Array | undefined)[] = [];
  #wake: () => void = () => {};
  #waiting: { resolve: () => void; reject: (reason: unknown) => void }[] = [];

  constructor(
    readonly method = "/test.Service/Method",
    metadata: Readonly<Record<string, string | readonly string[]>> = {},
  ) {
    this.metadata = new Map(
      Object.entries(metadata).map(([key, value]) => [key, typeof value === "string" ? [value] : value]),
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The daemon sends a message. */
  push(message: Uint8Array): this {
    this.#incoming.push(message);
    this.#wake();
    return this;
  }

  /** The daemon half-closes. */
  end(): this {
    this.#incoming.push(undefined);
    this.#wake();
    return this;
  }

  /** The daemon resets the call. */
  reset(reason: Error = new Error("the daemon reset the call")): void {
    this.#controller.abort(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    this.#wake();
  }

  /** Makes room in a full buffer. */
  release(): void {
    this.roomy = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  send(message: Uint8Array): boolean {
    const copy = message.slice();
    this.sent.push(copy);
    this.onSent(copy);
    return this.roomy;
  }

  async sendFilled(
    prefix: Uint8Array,
    length: number,
    fill: (views: Uint8Array[]) => void | Promise<void>,
  ): Promise<void> {
    const message = new Uint8Array(prefix.length + length);
    message.set(prefix);
    await fill([message.subarray(prefix.length)]);
    this.send(message);
  }

  async drain(): Promise<void> {
    this.signal.throwIfAborted();
    if (this.roomy) return;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async receive(onMessage: MessageHandler, split?: MessageSplitter): Promise<void> {
    for (;;) {
      this.signal.throwIfAborted();
      if (this.#incoming.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const message = this.#incoming.shift();
      if (message === undefined) return;
      await this.#deliver(message, onMessage, split);
    }
  }

  async #deliver(message: Uint8Array, onMessage: MessageHandler, split?: MessageSplitter): Promise<void> {
    const start = message.subarray(0, this.pieceBytes);
    const receiver = start.length < message.length ? split?.(start, message.length) : undefined;
    if (receiver === undefined) {
      await onMessage(message);
      return;
    }
    for (let at = receiver.prefix; at < message.length; ) {
      const end = at < start.length ? start.length : Math.min(at + this.pieceBytes, message.length);
      await receiver.take(message.subarray(at, end));
      at = end;
    }
  }
}

/** Calls a unary method as a daemon would; resolves with the one answer. */
export async function callUnary(
  handler: MethodHandler | undefined,
  request: Uint8Array,
  metadata: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Uint8Array> {
  if (handler === undefined) throw new Error("the method is not served");
  const call = new MemoryCall("/test.Service/Unary", metadata).push(request).end();
  await handler(call);
  const [answer] = call.sent;
  if (answer === undefined || call.sent.length !== 1) throw new Error(`${call.sent.length} answers`);
  return answer;
}
