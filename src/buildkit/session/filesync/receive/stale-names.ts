import { compareText } from "../../../../util/compare-text.js";
import { sortByBytes } from "../walk/name-order.js";

/** Names that a directory held before a transfer, and which of them the transfer has passed over. */
export class StaleNames {
  readonly #names: string[];
  #next = 0;

  constructor(names: string[]) {
    this.#names = sortByBytes(names);
  }

  /** Names before `name`, which comes next in the transfer, and after the one before that. */
  *before(name: string): Generator<string> {
    for (; this.#next < this.#names.length; this.#next++) {
      const existing = this.#names[this.#next];
      if (existing === undefined || compareText(existing, name) > 0) return;
      if (existing !== name) yield existing;
    }
  }

  /** All names that are left. */
  *rest(): Generator<string> {
    yield* this.#names.slice(this.#next);
    this.#next = this.#names.length;
  }
}
