import type { Pattern } from "./pattern.js";

/** No pattern, or no more. */
export const noNumbers: readonly number[] = [];

/** Longest text that patterns are found by, in UTF-16 units; so a path is looked up at most twice as often. */
const keyLimit = 32;

/** Finds among many patterns the few that may match a path, by how they begin or end. */
export class PatternIndex {
  readonly #exact = new Map<string, number[]>();
  readonly #prefixes = new Map<string, number[]>();
  readonly #suffixes = new Map<string, number[]>();
  readonly #prefixLengths: readonly number[];
  readonly #suffixLengths: readonly number[];
  readonly #others: number[] = [];

  constructor(patterns: readonly Pattern[]) {
    for (const [number, { needs }] of patterns.entries()) {
      if ("exact" in needs) enter(this.#exact, needs.exact, number);
      else if (needs.suffix.length > 0 && needs.suffix.length >= needs.prefix.length) {
        enter(this.#suffixes, needs.suffix.slice(-keyLimit), number);
      } else if (needs.prefix.length > 0) enter(this.#prefixes, needs.prefix.slice(0, keyLimit), number);
      else this.#others.push(number);
    }
    this.#prefixLengths = lengths(this.#prefixes);
    this.#suffixLengths = lengths(this.#suffixes);
  }

  /** Numbers of the patterns that may match the path itself, in their order. */
  candidates(path: string): readonly number[] {
    let found: readonly number[] = this.#others;
    const add = (more: readonly number[] | undefined) => {
      if (more !== undefined) found = found.length === 0 ? more : found.concat(more);
    };
    if (this.#exact.size > 0) add(this.#exact.get(path));
    for (const length of this.#prefixLengths) {
      if (length <= path.length) add(this.#prefixes.get(path.slice(0, length)));
    }
    for (const length of this.#suffixLengths) {
      if (length <= path.length) add(this.#suffixes.get(path.slice(-length)));
    }
    return found === this.#others ? found : inOrder(found);
  }
}

function enter(map: Map<string, number[]>, key: string, number: number): void {
  const numbers = map.get(key);
  if (numbers === undefined) map.set(key, [number]);
  else numbers.push(number);
}

function lengths(map: ReadonlyMap<string, unknown>): number[] {
  return [...new Set(Array.from(map.keys(), (key) => key.length))];
}

function inOrder(numbers: readonly number[]): readonly number[] {
  for (let at = 1; at < numbers.length; at++) {
    if ((numbers[at] ?? 0) < (numbers[at - 1] ?? 0)) return numbers.toSorted((a, b) => a - b);
  }
  return numbers;
}
