import { ArenaPool } from "./unit-arena.js";

/** Something that has bytes to send and may be held up by flow control. */
export interface Sender {
  /** True while there is something to send, even if flow control holds it up. */
  readonly pending: boolean;
  /** Sends a limited amount. False when nothing could be sent. */
  transmit(): boolean;
}

/** Lets several senders take turns, so that no call starves another one on the same connection. */
export class RoundRobin implements Sender {
  private readonly ring: Sender[] = [];

  get pending(): boolean {
    return this.ring.length > 0;
  }

  /** Adds a sender at the end of the ring unless it is in it. It stays until it has nothing pending. */
  add(sender: Sender): void {
    if (!this.ring.includes(sender)) this.ring.push(sender);
  }

  /** Gives the turn to the first sender that can use it. */
  transmit(): boolean {
    for (let tries = this.ring.length; tries > 0; tries--) {
      const sender = this.ring.shift();
      if (sender === undefined) return false;
      const progress = sender.transmit();
      if (sender.pending) this.add(sender);
      if (progress) return true;
    }
    return false;
  }
}

/** Drives the senders of one connection while its byte stream has room. */
export class SendScheduler {
  readonly arenas = new ArenaPool();
  private readonly ring = new RoundRobin();
  private running = false;

  /** @param hasRoom Tells whether the byte stream takes more. */
  constructor(private readonly hasRoom: () => boolean) {}

  /** Lets a sender take its turns from now on, the first one at once if possible. */
  readonly wake = (sender: Sender): void => {
    this.ring.add(sender);
    this.run();
  };

  /** Sends what can be sent. To be called when a window or the byte stream has opened. */
  readonly run = (): void => {
    if (this.running) return;
    this.running = true;
    let progress = true;
    while (progress && this.hasRoom()) progress = this.ring.transmit();
    this.running = false;
  };
}
