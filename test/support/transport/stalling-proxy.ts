import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";

/** A network in between that can stop carrying anything, in both directions, while its connections stay open. */
export class StallingProxy {
  readonly #server = net.createServer({ allowHalfOpen: true }, (near) => this.#carry(near));
  readonly #carried: [near: Socket, far: Duplex][] = [];
  readonly #dial: () => Duplex;
  #stalled = false;

  /** @param dial opens a byte stream to what it leads to. It is gone when the test is finished. */
  constructor(dial: () => Duplex) {
    this.#dial = dial;
    onTestFinished(() => {
      this.#server.close();
      for (const stream of this.#carried.flat()) stream.destroy();
    });
  }

  /** Opens a connection through it. One that is opened while it is stalled comes about and leads nowhere. */
  readonly connect = async (): Promise<Socket> => {
    const socket = net.connect(await this.port(), "127.0.0.1");
    await once(socket, "connect");
    return socket;
  };

  /** Where it listens, on this machine. */
  async port(): Promise<number> {
    if (!this.#server.listening) {
      this.#server.listen(0, "127.0.0.1");
      await once(this.#server, "listening");
    }
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on nothing arrives. */
  readonly stall = (): void => {
    this.#stalled = true;
    for (const stream of this.#carried.flat()) stream.unpipe().pause();
  };

  /** What was sent meanwhile arrives now. */
  readonly resume = (): void => {
    this.#stalled = false;
    for (const [near, far] of this.#carried) join(near, far);
  };

  #carry(near: Socket): void {
    const far = this.#dial();
    for (const stream of [near, far]) stream.on("error", () => undefined);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
    this.#carried.push([near, far]);
    if (!this.#stalled) join(near, far);
  }
}

function join(near: Duplex, far: Duplex): void {
  near.pipe(far);
  far.pipe(near);
}
