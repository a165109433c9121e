import { once } from "node:events";
import { connect, createServer, type NetConnectOpts, type Socket } from "node:net";
import { onCleanup } from "../sandbox.js";

/** What carries connections from one place of this machine to another, and can break them. Gone after the test file. */
export class Relay {
  /** Where it listens: `127.0.0.1:PORT`, or the path it was given. */
  address = "";
  readonly #pairs = new Set<readonly [near: Socket, far: Socket]>();
  readonly #server = createServer({ allowHalfOpen: true }, (near) => this.#carry(near));
  #stalled = false;
  #stallAt: { readonly bytes: number; readonly come: () => void } | undefined;
  #sent = 0;

  private constructor(private readonly target: () => NetConnectOpts) {}

  /** @param path a unix socket to listen at; a free port of 127.0.0.1 unless given */
  static async open(target: () => NetConnectOpts, path?: string): Promise<Relay> {
    const relay = new Relay(target);
    relay.#server.listen(path === undefined ? { port: 0, host: "127.0.0.1" } : { path });
    await once(relay.#server, "listening");
    const bound = relay.#server.address();
    relay.address = typeof bound === "string" || bound === null ? (path ?? "") : `127.0.0.1:${bound.port}`;
    onCleanup(() => {
      relay.#server.close();
      relay.clear();
    });
    return relay;
  }

  /** Every client's connection is reset, as by a router that has forgotten it. */
  reset(): void {
    for (const [near, far] of this.#pairs) {
      // A unix socket knows no reset.
      if (this.address.startsWith("/")) near.destroy();
      else near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Every connection is closed on both sides, in good order as far as its sockets can tell. */
  end(): void {
    for (const socket of [...this.#pairs].flat()) socket.end();
  }

  /** From now on nothing arrives, and nothing is closed; new connections come about and lead nowhere. */
  stall(): void {
    this.#stalled = true;
    for (const socket of [...this.#pairs].flat()) socket.unpipe().pause();
  }

  /** Stalls as soon as clients have sent so many bytes more; resolves then. */
  stallAfter(bytes: number): Promise<void> {
    return new Promise((come) => {
      this.#stallAt = { bytes: this.#sent + bytes, come };
    });
  }

  /** Forgets all connections, and carries those that come next. */
  clear(): void {
    for (const socket of [...this.#pairs].flat()) socket.destroy();
    this.#pairs.clear();
    this.#stalled = false;
    this.#stallAt = undefined;
  }

  #carry(near: Socket): void {
    if (this.#stalled) {
      near.on("error", () => undefined).pause();
      this.#pairs.add([near, near]);
      return;
    }
    const far = connect({ ...this.target(), allowHalfOpen: true });
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one
        .on("error", () => undefined)
        .once("close", () => {
          other.destroy();
          this.#pairs.delete(pair);
        });
    }
    near.on("data", (chunk: Buffer) => this.#count(chunk.length));
    near.pipe(far);
    far.pipe(near);
  }

  #count(length: number): void {
    this.#sent += length;
    const at = this.#stallAt;
    if (at === undefined || this.#sent < at.bytes) return;
    this.#stallAt = undefined;
    this.stall();
    at.come();
  }
}
