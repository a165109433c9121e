import type { Assertion, Element } from "./element.js";
import { Transitions } from "./transitions.js";

const slash = 0x2f;
/** Stands for the place before a text's first character, and for the one behind its last. */
const none = -1;

/**
 * Matches whole texts against a row of elements in time that grows with pattern times text, whatever they are: all
 * places of the pattern that the text read so far can have led to are followed at once, as bits, 32 in a step.
 */
export class Automaton {
  readonly #elements: readonly Element[];
  /** Fewest characters of a text that matches. */
  readonly #shortest: number;
  #transitions: Transitions | undefined;

  constructor(elements: readonly Element[]) {
    this.#elements = elements;
    this.#shortest = elements.filter(({ kind }) => kind === "step").length;
  }

  /** True when the text matches. */
  test(text: string): boolean {
    return this.#run(text, false);
  }

  /** True when the path, or one of the directories that lead to it, matches. */
  testWithParents(path: string): boolean {
    return this.#run(path, true);
  }

  #run(text: string, parents: boolean): boolean {
    if (text.length < this.#shortest) return false;
    this.#transitions ??= new Transitions(this.#elements);
    const transitions = this.#transitions;
    const places = transitions.places.fill(0);
    places[0] = 1;
    let before = none;
    for (let at = 0; at < text.length; ) {
      const code = text.codePointAt(at) ?? 0;
      if (parents && code === slash && at > 0 && hasMatched(transitions, places, before)) return true;
      leadOn(transitions, places, before, code);
      if (!advance(transitions, places, code)) return false;
      before = code;
      at += code > 0xffff ? 2 : 1;
    }
    return hasMatched(transitions, places, before);
  }
}

/** True when the pattern matches if the text ends here. */
function hasMatched(transitions: Transitions, places: Int32Array, before: number): boolean {
  const { last, conditional } = transitions;
  const ended = conditional ? places.slice() : places;
  leadOn(transitions, ended, before, none);
  return (((ended[last >>> 5] ?? 0) >>> (last & 31)) & 1) === 1;
}

/** Adds the places that can be reached without a character. They lie further on, so one pass over the words is enough. */
function leadOn(transitions: Transitions, places: Int32Array, before: number, after: number): void {
  const { words, toSecond } = transitions;
  const toNext = edges(transitions, before, after);
  let carry = 0;
  for (let word = 0; word < words; word++) {
    let found = (places[word] ?? 0) | carry;
    carry = 0;
    if (found === 0) continue;
    const next = toNext[word] ?? 0;
    const second = toSecond[word] ?? 0;
    for (let known = 0; known !== found; ) {
      known = found;
      found |= ((found & next) << 1) | ((found & second) << 2);
    }
    places[word] = found;
    carry = ((found & next) >>> 31) | ((found & second) >>> 30);
  }
}

/** Reads a character; false when no place is left. */
function advance(transitions: Transitions, places: Int32Array, code: number): boolean {
  const { words } = transitions;
  const row = transitions.of(code);
  let carry = 0;
  let left = 0;
  for (let word = 0; word < words; word++) {
    const old = places[word] ?? 0;
    const steps = old & (row[word] ?? 0);
    const now = (steps << 1) | carry | (old & (row[words + word] ?? 0));
    carry = steps >>> 31;
    left |= now;
    places[word] = now;
  }
  return left !== 0;
}

/** The places that lead to the next, the conditions considered that hold between two characters. */
function edges(transitions: Transitions, before: number, after: number): Int32Array {
  if (!transitions.conditional) return transitions.toNext;
  const holding: Assertion[] = [isWord(before) === isWord(after) ? "no-boundary" : "boundary"];
  if (before === none) holding.push("start");
  if (after === none) holding.push("end");
  return transitions.toNextWhere(holding);
}

/** ASCII letters, digits and `_`, as Go's `\b` has it. */
function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    (code >= 0x61 && code <= 0x7a)
  );
}
