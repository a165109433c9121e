import { monotonicNow } from "../../util/monotonic-now.js";
/** What a {@link PeerWatch} watches. */
export interface Watched {
  /** Milliseconds after which a silent peer counts as lost; 0 for never. */
  readonly limit: number;
  /** Whether anybody waits for the peer. */
  readonly isWaiting: () => boolean;
  /** Bytes that wait to be sent, and those that the layer below has taken so far. */
  readonly sending: () => { readonly buffered: number; readonly taken: number };
  /** Asks the peer for a sign of life. */
  readonly ask: () => void;
  /** Told once, with the milliseconds for which nothing came. */
  readonly onSilent: (milliseconds: number) => void;
}

/** The limit is looked at in as many steps: after the first silent one the peer is asked. */
const STEPS = 4;
/** As many of them are enough for a peer that has never said anything: nothing is lost with it yet. */
const FIRST_STEPS = 2;

/** Node takes a timer of more milliseconds for one of a single one. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Notices that the peer of a connection does not answer any more. Whatever comes from it, or goes to it, shows that it is
 * there; while calls wait and nothing does, it is asked. A daemon that runs a silent step answers, a stalled network or a
 * machine that is gone does not. One timer, and only while calls wait.
 */
export class PeerWatch {
  readonly #watched: Watched;
  readonly #step: number;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;
  #silent = 0;
  #sending = { buffered: 0, taken: 0 };
  #known = false;
  #unanswered = false;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#step = Math.min(watched.limit / STEPS, LONGEST_TIMER);
  }

  /** A call begins. */
  start(): void {
    if (this.#watched.limit <= 0 || this.#timer !== undefined) return;
    this.#silent = 0;
    this.#sending = this.#watched.sending();
    this.#wait();
  }

  /** Bytes have come from the peer. */
  heard(): void {
    this.#known = true;
    this.#unanswered = false;
    this.#silent = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#due = monotonicNow() + this.#step;
    // The byte stream itself keeps the process alive while it is in use.
    this.#timer = setTimeout(() => this.#look(), this.#step).unref();
  }

  #look(): void {
    this.#timer = undefined;
    const { isWaiting, sending, onSilent } = this.#watched;
    if (!isWaiting()) return;
    // What had to wait and was taken then is what the other side made room for.
    const { buffered, taken } = this.#sending;
    this.#sending = sending();
    const sent = buffered > 0 && this.#sending.taken > taken;
    // A machine that slept, or a process that was busy, has not listened: what came meanwhile is read after this.
    const slept = monotonicNow() - this.#due > this.#step;
    this.#silent = sent || slept ? 0 : this.#silent + 1;
    if (this.#isLost()) {
      onSilent(this.#silent * this.#step);
      return;
    }
    if (this.#known && this.#silent > 0 && !this.#unanswered) this.#ask();
    this.#wait();
  }

  #isLost(): boolean {
    if (!this.#known) return this.#silent >= FIRST_STEPS;
    return this.#unanswered && this.#silent >= STEPS;
  }

  #ask(): void {
    this.#unanswered = true;
    this.#silent = 1;
    this.#watched.ask();
  }
}
