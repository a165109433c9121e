/** Milliseconds of synchronous file system work between two turns of the event loop. */
const sliceMilliseconds = 4;

/** Milliseconds; `performance` would do as well, but its first use loads a good part of Node. */
const now = () => process.uptime() * 1000;

/** Splits long synchronous work into slices, so that health checks and other calls are answered meanwhile. */
export class Slice {
  #end = now() + sliceMilliseconds;

  /** True when it is time to yield. */
  get over(): boolean {
    return now() >= this.#end;
  }

  /** Lets the event loop run once and starts a new slice. */
  async yield(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.restart();
  }

  /** Starts a new slice, after the event loop has run anyway. */
  restart(): void {
    this.#end = now() + sliceMilliseconds;
  }
}

/** Runs work that breaks often to its end, and lets the event loop run between slices. */
export async function inSlices<T>(work: Generator<unknown, T>): Promise<T> {
  const slice = new Slice();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (slice.over) await slice.yield();
  }
}
