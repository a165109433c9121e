import type { Cause } from "../result/explanation.js";
import type { IndexedBuild } from "./build-pair.js";

/** What came of looking at one step: a cause, or that something could not be told. */
export interface Finding {
  readonly cause?: Cause | undefined;
  /** Of the kind `unknown`. */
  readonly unsure?: Cause | undefined;
}

/** A step on the way down, and which of its inputs is looked at. */
interface Visit {
  readonly index: number;
  readonly inputs: readonly number[];
  next: number;
  unsure: Cause | undefined;
}

/** Looks at what steps are made from, all the way down and each once: a definition may be thousands of steps deep. */
export class InheritedCauses {
  readonly #build: IndexedBuild;
  readonly #own: (index: number) => Finding;
  readonly #found = new Map<number, Finding>();

  /** @param own What there is to say of a step itself; asked again and again. */
  constructor(build: IndexedBuild, own: (index: number) => Finding) {
    this.#build = build;
    this.#own = own;
  }

  /** The first cause among the inputs of a step and theirs, or else the first that could not be told. */
  of(index: number): Finding {
    const known = this.#found.get(index);
    if (known !== undefined) return known;
    const way = [this.#visit(index)];
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const input = visit.inputs[visit.next];
      if (input === undefined) {
        this.#found.set(visit.index, { unsure: visit.unsure });
        way.pop();
        continue;
      }
      const own = this.#own(input);
      const deeper = this.#found.get(input);
      const found = own.cause === undefined ? deeper : own;
      if (found === undefined) {
        way.push(this.#visit(input));
        continue;
      }
      if (found.cause !== undefined) {
        for (const above of way) this.#found.set(above.index, found);
        return found;
      }
      visit.unsure ??= own.unsure ?? found.unsure;
      visit.next++;
    }
    return this.#found.get(index) ?? {};
  }

  #visit(index: number): Visit {
    return { index, inputs: this.#build.inputsOf(index), next: 0, unsure: undefined };
  }
}
