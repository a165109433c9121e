import { connect, type Socket } from "node:net";
import { SlipwayError } from "../../../errors/index.js";
import { systemErrorText } from "../../../util/system-error-text.js";
import { AgentMessageReader, frameAgentMessage, type SshAgent } from "./agent-protocol.js";

const connectTimeout = 2_000;

/**
 * Connects to the agent at a Unix socket or a Windows pipe.
 *
 * @throws SlipwayError `io-error` or `timeout`, naming the socket.
 */
export function connectAgent(path: string): Promise<SshAgent> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new SlipwayError("timeout", `failed to connect to ${path}: the ssh agent does not answer`));
    }, connectTimeout);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(
        new SlipwayError("io-error", `failed to connect to ${path}: ${systemErrorText(error)}`, {
          cause: error,
        }),
      );
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(new SocketAgent(path, socket));
    });
  });
}

interface Waiter {
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
}

class SocketAgent implements SshAgent {
  readonly #socket: Socket;
  readonly #reader = new AgentMessageReader();
  readonly #waiters: Waiter[] = [];
  #ended: Error | undefined;

  constructor(path: string, socket: Socket) {
    this.#socket = socket;
    const end = (reason: string) =>
      this.#end(new SlipwayError("io-error", `the ssh agent at ${path} ${reason}`));
    socket.on("error", (error) => end(`failed: ${systemErrorText(error)}`));
    socket.on("close", () => end("closed the connection"));
    socket.on("data", (chunk: Buffer) => this.#onData(chunk));
  }

  /** Agents answer in the order of the requests. */
  request(message: Uint8Array): Promise<Uint8Array> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#socket.write(frameAgentMessage(message));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    try {
      for (const answer of this.#reader.push(chunk)) this.#waiters.shift()?.resolve(answer);
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      this.#socket.destroy();
    }
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiters.splice(0)) reject(this.#ended);
  }
}
