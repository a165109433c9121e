import { GrpcCode, GrpcError } from "../../transport/types.js";

/**
 * The messages of the SSH agent protocol that matter here
 * (https://datatracker.ietf.org/doc/html/draft-miller-ssh-agent).
 */
export const AgentMessage = {
  failure: 5,
  requestIdentities: 11,
  identitiesAnswer: 12,
  signRequest: 13,
  signResponse: 14,
  extension: 27,
  extensionFailure: 28,
} as const;

/** An agent that answers one message (type byte and body, without its length) at a time. */
export interface SshAgent {
  request(message: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

/** The largest message either side may send, bytes; Go's agent has the same limit. */
const messageLimit = 16 << 20;

/** Cuts a byte stream into agent messages. */
export class AgentMessageReader {
  #pending: Buffer = Buffer.alloc(0);

  /** The messages that `chunk` completes. Throws GrpcError when the peer claims an impossible length. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    const messages: Uint8Array[] = [];
    while (this.#pending.length >= 4) {
      const length = this.#pending.readUInt32BE(0);
      if (length === 0 || length > messageLimit) {
        throw new GrpcError(GrpcCode.InvalidArgument, `ssh agent message of ${length} bytes`);
      }
      if (this.#pending.length < 4 + length) break;
      messages.push(this.#pending.subarray(4, 4 + length));
      this.#pending = this.#pending.subarray(4 + length);
    }
    return messages;
  }
}

/** A message with its length before it, as it travels. */
export function frameAgentMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(4 + message.byteLength);
  frame.writeUInt32BE(message.byteLength, 0);
  frame.set(message, 4);
  return frame;
}

/**
 * Answers one request of a build. Builds may list keys and sign; whatever would change the agent (add, remove, lock)
 * or reach beyond it (extensions) is refused.
 */
export async function answerReadOnly(agent: SshAgent, message: Uint8Array): Promise<Uint8Array> {
  switch (message[0]) {
    case AgentMessage.requestIdentities:
    case AgentMessage.signRequest:
      return agent.request(message);
    case AgentMessage.extension:
      return Uint8Array.of(AgentMessage.extensionFailure);
    default:
      return Uint8Array.of(AgentMessage.failure);
  }
}
