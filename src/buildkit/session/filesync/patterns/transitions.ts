import { type CharSet, notNewline, single } from "./char-set.js";
import type { Assertion, Element } from "./element.js";

const slash = 0x2f;
/** Code points whose transitions are kept, times the words each takes. */
const keptWords = 1 << 18;

/** Which bits a character, or a set of them, takes to the next, and which it lets stay. */
interface Use {
  readonly steps: number[];
  readonly stays: number[];
}

/**
 * What the bits of an {@link Automaton} mean. Each bit is a place in the pattern; a character takes it to the next
 * place, or lets it stay, and some places lead on without one.
 */
export class Transitions {
  /** Number of 32-bit words that hold all bits. */
  readonly words: number;
  /** The bit that is set once the pattern has matched. */
  readonly last: number;
  /** Bits that lead to the next, and to the one after the next, without a character. */
  readonly toNext: Int32Array;
  readonly toSecond: Int32Array;
  /** Whether some lead to the next on a condition alone. */
  readonly conditional: boolean;
  /** Room for one run's bits. */
  readonly places: Int32Array;
  readonly #chars = new Map<number, Use>();
  readonly #sets = new Map<CharSet, Use>();
  readonly #conditions: Readonly<Record<Assertion, readonly number[]>>;
  readonly #toNextWhere = new Map<string, Int32Array>();
  readonly #kept = new Map<number, Int32Array>();

  constructor(elements: readonly Element[]) {
    const next: number[] = [];
    const second: number[] = [];
    const conditions: Record<Assertion, number[]> = { start: [], end: [], boundary: [], "no-boundary": [] };
    let bit = 0;
    for (const element of elements) {
      switch (element.kind) {
        case "step":
          this.#use(element.set).steps.push(bit);
          break;
        case "loop":
          this.#use(element.set).stays.push(bit);
          next.push(bit);
          break;
        case "directories":
          next.push(bit);
          second.push(bit++);
          this.#use(notNewline).stays.push(bit);
          this.#use(single(slash)).steps.push(bit);
          break;
        case "assertion":
          conditions[element.test].push(bit);
          break;
      }
      bit++;
    }
    this.last = bit;
    this.words = (bit >>> 5) + 1;
    this.places = new Int32Array(this.words);
    this.toNext = this.#bits(next);
    this.toSecond = this.#bits(second);
    this.#conditions = conditions;
    this.conditional = Object.values(conditions).some((bits) => bits.length > 0);
  }

  /** {@link toNext}, and the bits that lead on where the conditions hold. */
  toNextWhere(holding: readonly Assertion[]): Int32Array {
    const key = holding.join();
    let row = this.#toNextWhere.get(key);
    if (row === undefined) {
      row = this.toNext.slice();
      for (const bit of holding.flatMap((test) => this.#conditions[test])) setBit(row, bit);
      this.#toNextWhere.set(key, row);
    }
    return row;
  }

  /** The bits that step on with a character, followed by those that stay. */
  of(code: number): Int32Array {
    let row = this.#kept.get(code);
    if (row === undefined) {
      if (this.#kept.size * this.words > keptWords) this.#kept.clear();
      row = this.#make(code);
      this.#kept.set(code, row);
    }
    return row;
  }

  #make(code: number): Int32Array {
    const { words } = this;
    const row = new Int32Array(words * 2);
    const add = ({ steps, stays }: Use) => {
      for (const bit of steps) setBit(row, bit);
      for (const bit of stays) setBit(row, bit + words * 32);
    };
    const own = this.#chars.get(code);
    if (own !== undefined) add(own);
    for (const [set, use] of this.#sets) if (set.has(code)) add(use);
    return row;
  }

  #bits(set: readonly number[]): Int32Array {
    const row = new Int32Array(this.words);
    for (const bit of set) setBit(row, bit);
    return row;
  }

  #use(set: CharSet): Use {
    const known = set.only === undefined ? this.#sets.get(set) : this.#chars.get(set.only);
    if (known !== undefined) return known;
    const use: Use = { steps: [], stays: [] };
    if (set.only === undefined) this.#sets.set(set, use);
    else this.#chars.set(set.only, use);
    return use;
  }
}

function setBit(row: Int32Array, bit: number): void {
  row[bit >>> 5] = (row[bit >>> 5] ?? 0) | (1 << (bit & 31));
}
