import type { Duplex } from "node:stream";
import { SlipwayError } from "../../../errors/index.js";
import { systemErrorText } from "../../../util/system-error-text.js";
import { AgentMessageReader, frameAgentMessage, type SshAgent } from "./agent-protocol.js";

/**
 * Opens a stream to an agent that the caller provides.
 *
 * @throws SlipwayError `io-error` with the caller's error as its cause; its text may hold secrets and is not repeated.
 */
export async function openAgentStream(
  id: string,
  connect: () => Duplex | Promise<Duplex>,
): Promise<SshAgent> {
  try {
    return new StreamAgent(`the ssh agent ${id}`, await connect());
  } catch (cause) {
    throw new SlipwayError("io-error", `cannot open the ssh agent ${id}`, { cause });
  }
}

interface Waiter {
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
}

/** An agent at the other end of a stream. */
export class StreamAgent implements SshAgent {
  readonly #stream: Duplex;
  readonly #reader = new AgentMessageReader();
  readonly #waiters: Waiter[] = [];
  #ended: Error | undefined;

  /** @param name what errors call it */
  constructor(name: string, stream: Duplex) {
    this.#stream = stream;
    const end = (reason: string) => this.#end(new SlipwayError("io-error", `${name} ${reason}`));
    stream.on("error", (error) => end(`failed: ${systemErrorText(error)}`));
    for (const event of ["end", "close"]) stream.on(event, () => end("closed the connection"));
    stream.on("data", (chunk: Buffer) => this.#onData(chunk));
  }

  /** Agents answer in the order of the requests. */
  request(message: Uint8Array): Promise<Uint8Array> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#stream.write(frameAgentMessage(message));
    });
  }

  close(): void {
    this.#stream.destroy();
  }

  #onData(chunk: Buffer): void {
    try {
      for (const answer of this.#reader.push(chunk)) this.#waiters.shift()?.resolve(answer);
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      this.#stream.destroy();
    }
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiters.splice(0)) reject(this.#ended);
  }
}
