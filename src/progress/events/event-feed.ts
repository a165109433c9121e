import type { ProgressSink, SolveStatus } from "../model/status.js";
import type { BuildEvent } from "./build-event.js";
import { EventMaker } from "./event-maker.js";

/**
 * The events of one build, or of several with what each is about, for one reader. What the reader has not taken yet waits in order; of a transfer only the
 * latest event waits, so that a slow reader costs little.
 */
export class EventFeed<Event extends BuildEvent = BuildEvent>
  implements ProgressSink, AsyncIterableIterator<Event>
{
  readonly #maker: EventMaker;
  #waiting: Event[] = [];
  /** What is being handed over, the next one last, so that taking one does not move all the others. */
  #taken: Event[] = [];
  /** Where the latest event of a transfer waits. */
  readonly #transfers = new Map<string, number>();
  #readers: Reader<Event>[] = [];
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  constructor(maker = new EventMaker()) {
    this.#maker = maker;
  }

  /** Makes events of what the daemon reports. */
  update(status: SolveStatus): void {
    if (this.#ended) return;
    for (const event of this.#maker.events(status)) this.#put(event as Event);
  }

  /** A warning of the client itself. */
  warn(message: string): void {
    if (!this.#ended) this.#put(this.#maker.warning(message) as Event);
  }

  /** An event that was made elsewhere. */
  add(event: Event): void {
    if (!this.#ended) this.#put(event);
  }

  /** No more events come. A reader that has taken all of them is told so, or is given the failure. */
  end(failure?: { readonly reason: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    for (const reader of this.#readers.splice(0)) this.#finish(reader);
  }

  /** The feed itself: a second loop takes what the first has not. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next event as soon as there is one; rejects with the failure after the last. */
  next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#take();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject };
      if (this.#ended) this.#finish(reader);
      else this.#readers.push(reader);
    });
  }

  /** The reader is no longer interested; the build goes on. */
  return(): Promise<IteratorResult<Event, undefined>> {
    this.#waiting = [];
    this.#taken = [];
    this.#transfers.clear();
    this.end();
    this.#failure = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  #put(event: Event): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: event });
      return;
    }
    if (event.type === "transfer") {
      const key = `${event.step} ${event.part}`;
      const index = this.#transfers.get(key);
      if (index !== undefined) {
        this.#waiting[index] = event;
        return;
      }
      this.#transfers.set(key, this.#waiting.length);
    }
    this.#waiting.push(event);
  }

  #take(): Event | undefined {
    if (this.#taken.length === 0) {
      this.#taken = this.#waiting.reverse();
      this.#waiting = [];
      this.#transfers.clear();
    }
    return this.#taken.pop();
  }

  /** The failure is told once, as a generator would. */
  #finish({ resolve, reject }: Reader<Event>): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) resolve({ done: true, value: undefined });
    else reject(failure.reason);
  }
}

interface Reader<Event> {
  resolve(result: IteratorResult<Event, undefined>): void;
  reject(reason: unknown): void;
}
