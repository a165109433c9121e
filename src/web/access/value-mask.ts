import { setImmediate } from "node:timers/promises";
import type { Pair } from "../contract/index.js";
import { HEAD, hideParts, isCut, SHORTEST_PART, type Values } from "./cut-values.js";
import { isCredential, LONGEST_VALUE, MASK, maskedPair } from "./mask.js";
import { passwordsOfUrls, withoutUserInfo } from "./user-info.js";

/** Values that are shorter are also parts of other words. */
const SHORTEST = 4;
/** Values that are hidden, and lines of them. */
const MOST_VALUES = 100;
const MOST_LINES = 200;
const BLOCK = 256;
/** Characters that are compared with a value before others may do something. */
const PACE = 256 * 1024;
/** What a text costs beside its characters. */
const EACH_TEXT = 64;

/** Hides the values of credentials wherever else they turn up: in the names of steps, in what exporters answer. */
export class ValueMask {
  readonly #values: readonly Values[];
  readonly #count: number;

  /** @param pairs of which those that look like credentials are hidden, and of all others the passwords of URLs */
  constructor(pairs: readonly { readonly name: string; readonly value: string }[]) {
    const values = hiddenValues(pairs);
    const groups = new Map<string, string[]>();
    for (const value of values) {
      const head = value.slice(0, HEAD);
      groups.set(head, [...(groups.get(head) ?? []), value]);
    }
    this.#values = [...groups].map(([head, all]) => ({ head, all }));
    this.#count = values.length;
  }

  /** A text without them. */
  text(text: string): string {
    const masked = this.#values.reduce(hideIn, text);
    return isCut(text) ? this.#values.reduce(hideParts, masked) : masked;
  }

  /** Many texts without them; others may do something meanwhile. */
  async texts(texts: readonly string[]): Promise<readonly string[]> {
    if (this.#count === 0) return texts;
    const masked: string[] = [];
    let cost = 0;
    for (const text of texts) {
      cost += (text.length + EACH_TEXT) * this.#count;
      masked.push(this.text(text));
      if (cost < PACE) continue;
      cost = 0;
      await setImmediate();
    }
    return masked;
  }

  /** The beginning of a text without them: what is cut off is no part of one. */
  start(text: string, length: number): string {
    const known = text.slice(0, length + HEAD);
    const masked = this.text(known);
    // A value that the last characters begin cannot be told.
    const end = known.length === text.length ? length : Math.min(length, masked.length - HEAD);
    return masked.slice(0, Math.max(0, end));
  }

  /** A name with its value, as {@link maskedPair}, without them. */
  pair(name: string, value: string): Pair {
    if (isCredential(name, value)) return maskedPair(name, value);
    return { ...maskedPair(name, ""), value: withoutUserInfo(this.start(value, LONGEST_VALUE)) };
  }
}

function hiddenValues(pairs: readonly { readonly name: string; readonly value: string }[]): string[] {
  const credentials = pairs.filter(({ name, value }) => isCredential(name, value)).map(({ value }) => value);
  const isPart = ({ length }: string) => length >= SHORTEST_PART;
  const passwords = pairs
    .flatMap(({ value }) => passwordsOfUrls(value.slice(0, LONGEST_VALUE)))
    .filter(isPart);
  const whole = [...credentials.filter(({ length }) => length >= SHORTEST), ...passwords];
  const lines = credentials
    .flatMap((value) => (value.includes("\n") ? value.split("\n", MOST_LINES) : []))
    .map((line) => line.trim())
    .filter(isPart);
  const values = new Set([...[...new Set(whole)].slice(0, MOST_VALUES), ...lines.slice(0, MOST_LINES)]);
  // The longest first: one may be a part of another.
  return [...values].sort((a, b) => b.length - a.length);
}

function hideIn(text: string, { head, all }: Values): string {
  let found = text.indexOf(head);
  if (found < 0) return text;
  let masked = "";
  let end = 0;
  for (; found >= 0; found = text.indexOf(head, end)) {
    masked += text.slice(end, found) + MASK;
    const at = found;
    end = at + all.reduce((length, value) => Math.max(length, lengthAlike(text, at, value, length)), 0);
  }
  return masked + text.slice(end);
}

/** How much of a value is at a place where its head is; not more than `known` where it is not looked at. */
function lengthAlike(text: string, at: number, value: string, known: number): number {
  if (value.length <= known) return 0;
  let length = Math.min(HEAD, value.length);
  // By blocks first, which is many times faster.
  while (
    length + BLOCK <= value.length &&
    text.startsWith(value.slice(length, length + BLOCK), at + length)
  ) {
    length += BLOCK;
  }
  while (length < value.length && text.charCodeAt(at + length) === value.charCodeAt(length)) length++;
  return length;
}
