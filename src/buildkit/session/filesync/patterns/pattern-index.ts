import type { Pattern } from "./pattern.js";

/** No pattern, or no more. */
export const noNumbers: readonly number[] = [];

/** Up to so many patterns are all tried: quicker than to look for those that may match. */
const fewPatterns = 16;
/** UTF-16 units that patterns are found by. */
const gramLength = 3;

/**
 * Finds among many patterns the few that may match a path: those that are the path, and those of whose literal text
 * the path has three characters in a row, the rarest among the patterns.
 */
export class PatternIndex {
  readonly #exact = new Map<string, number[]>();
  readonly #grams = new Map<number, number[]>();
  readonly #others: number[] = [];

  constructor(patterns: readonly Pattern[]) {
    if (patterns.length <= fewPatterns) {
      this.#others.push(...patterns.keys());
      return;
    }
    const grams = patterns.map(({ exact, literals }) =>
      exact === undefined ? literals.flatMap(gramsOf) : [],
    );
    const uses = new Map<number, number>();
    for (const gram of grams.flat()) uses.set(gram, (uses.get(gram) ?? 0) + 1);
    for (const [number, { exact }] of patterns.entries()) {
      const [first, ...more] = grams[number] ?? [];
      if (exact !== undefined) enter(this.#exact, exact, number);
      else if (first === undefined) this.#others.push(number);
      else {
        const rarest = more.reduce((a, b) => ((uses.get(b) ?? 0) < (uses.get(a) ?? 0) ? b : a), first);
        enter(this.#grams, rarest, number);
      }
    }
  }

  /** Numbers of the patterns that may match the path itself, in their order. */
  candidates(path: string): readonly number[] {
    // Without this, every path would be hashed.
    const exact = this.#exact.size > 0 ? this.#exact.get(path) : undefined;
    if (this.#grams.size === 0 && exact === undefined) return this.#others;
    const found = new Set<readonly number[]>();
    if (exact !== undefined) found.add(exact);
    if (this.#grams.size > 0) {
      for (const gram of gramsOf(path)) {
        const numbers = this.#grams.get(gram);
        if (numbers !== undefined) found.add(numbers);
      }
    }
    if (found.size === 0) return this.#others;
    return [...found, this.#others].flat().sort((a, b) => a - b);
  }
}

/** Numbers that stand for each three units in a row; two may have the same. */
function gramsOf(text: string): number[] {
  const grams: number[] = [];
  for (let at = gramLength - 1; at < text.length; at++) {
    const gram = (text.charCodeAt(at - 2) << 14) ^ (text.charCodeAt(at - 1) << 7) ^ text.charCodeAt(at);
    grams.push(gram & 0x3fffffff);
  }
  return grams;
}

function enter<K>(map: Map<K, number[]>, key: K, number: number): void {
  const numbers = map.get(key);
  if (numbers === undefined) map.set(key, [number]);
  else numbers.push(number);
}
