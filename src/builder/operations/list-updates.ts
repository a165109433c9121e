import type { BuilderInfo } from "../types.js";

/** Tells a listener of a list whose builders become known one after the other. */
export class ListUpdates {
  readonly #known: (BuilderInfo | undefined)[];
  readonly #listener: (builders: readonly BuilderInfo[]) => void;
  #failure: { readonly reason: unknown } | undefined;

  /** @param known the builders of which all is known; undefined where something comes in */
  constructor(
    known: readonly (BuilderInfo | undefined)[],
    listener: (builders: readonly BuilderInfo[]) => void,
  ) {
    this.#known = [...known];
    this.#listener = listener;
  }

  /** Notes what is known of a builder. The list is told once something is known of each. */
  set(index: number, builder: BuilderInfo): void {
    this.#known[index] = builder;
    const builders = this.#known.filter((one) => one !== undefined);
    if (this.#failure !== undefined || builders.length < this.#known.length) return;
    try {
      this.#listener(builders);
    } catch (reason) {
      this.#failure = { reason };
    }
  }

  /** Throws what the listener has thrown: the asking of other builders was not to end of it. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.reason;
  }
}
