// @ts-check
import { once } from "node:events";
import net from "node:net";

/**
 * @typedef {object} FarRelayOptions
 * @property {net.NetConnectOpts} target where connections lead
 * @property {number} roundTrip milliseconds from a request to its answer, on top of what the target takes
 * @property {number} [bytesPerSecond] of each direction, shared by all connections; no limit unless told otherwise
 * @property {boolean} [handshake] connections cost a round trip before their first byte, as TCP's do; the default
 */

/** A port on this machine that leads to something as if it were far away. */
export class FarRelay {
  /** Connections that were made through it. */
  connections = 0;
  /** Bytes that went to the target. */
  sent = 0;
  /** Bytes that came from it. */
  received = 0;
  #server;
  /** @type {Set<net.Socket>} */
  #sockets = new Set();

  /** @param {FarRelayOptions} options */
  constructor({ target, roundTrip, bytesPerSecond, handshake = true }) {
    const there = new Line(roundTrip / 2, bytesPerSecond);
    const back = new Line(roundTrip / 2, bytesPerSecond);
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      this.connections++;
      const far = net.connect({ ...target, allowHalfOpen: true, noDelay: true });
      const openAt = performance.now() + (handshake ? roundTrip : 0);
      near.on("data", (chunk) => {
        this.sent += chunk.length;
      });
      far.on("data", (chunk) => {
        this.received += chunk.length;
      });
      there.carry(near, far, openAt);
      back.carry(far, near, openAt);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.once("close", () => this.#sockets.delete(socket));
      }
    });
  }

  /** Starts listening and resolves with the port of 127.0.0.1. */
  async listen(port = 0) {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("a port was asked for");
    return address.port;
  }

  close() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** How much may be on its way before the sender is held back: what the product of bandwidth and delay needs, and more. */
const onItsWay = 4 << 20;

/** One direction of a long line. */
class Line {
  #delay;
  #bytesPerMillisecond;
  /** When the line has sent all that it was given. */
  #freeAt = 0;

  /**
   * @param {number} delay milliseconds
   * @param {number | undefined} bytesPerSecond
   */
  constructor(delay, bytesPerSecond) {
    this.#delay = delay;
    this.#bytesPerMillisecond =
      bytesPerSecond === undefined ? Number.POSITIVE_INFINITY : bytesPerSecond / 1000;
  }

  /**
   * @param {net.Socket} from
   * @param {net.Socket} to
   * @param {number} openAt when the first byte may leave
   */
  carry(from, to, openAt) {
    let held = 0;
    /** @type {{ at: number, chunk: Buffer | undefined }[]} */
    const queue = [];
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const wake = () => {
      timer = undefined;
      const now = performance.now();
      for (let [next] = queue; next !== undefined && next.at <= now + 0.5; [next] = queue) {
        queue.shift();
        if (next.chunk === undefined) to.end();
        else {
          held -= next.chunk.length;
          to.write(next.chunk);
        }
      }
      if (held < onItsWay && to.writableLength < onItsWay) from.resume();
      schedule();
    };
    const schedule = () => {
      const [next] = queue;
      if (next === undefined || timer !== undefined) return;
      timer = setTimeout(wake, Math.max(0, next.at - performance.now()));
    };
    const add = (/** @type {Buffer | undefined} */ chunk) => {
      const begins = Math.max(performance.now(), this.#freeAt, openAt);
      this.#freeAt = begins === openAt ? this.#freeAt : begins;
      const takes = (chunk?.length ?? 0) / this.#bytesPerMillisecond;
      this.#freeAt = Math.max(this.#freeAt, begins) + takes;
      queue.push({ at: begins + takes + this.#delay, chunk });
      schedule();
    };
    from.on("data", (chunk) => {
      held += chunk.length;
      if (held >= onItsWay) from.pause();
      add(chunk);
    });
    to.on("drain", () => from.resume());
    from.once("end", () => add(undefined));
    from.once("close", () => {
      if (from.readableEnded) return;
      to.destroy();
    });
    from.on("error", () => to.destroy());
  }
}
