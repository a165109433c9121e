import type { Pair } from "../contract/index.js";

/** Names of values that are credentials. */
const NAME =
  /(?:^|[^a-z])(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth(?:orization)?|api_?key|access_?key|private_?key|signing_?key|session_?key|encryption_?key|cookie|netrc|npmrc|jwt|pat)(?:$|[^a-z])/;

/** Values that are, whatever they are called. */
const VALUE =
  /(?:\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{60}|\bglpat-[\w-]{20}|\bnpm_[A-Za-z0-9]{36}|\bxox[abprs]-[\w-]{10}|\bAKIA[0-9A-Z]{16}\b|\bsk-[\w-]{20}|\beyJ[\w-]{8,2000}\.eyJ[\w-]{8}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)/;

const USER_INFO = /([a-z][a-z\d+.-]{0,30}:\/\/)[^\s/@]{1,2000}@/gi;

/** Longest value that is shown. */
const LONGEST = 8_192;

/** What stands for a value that is not shown. */
export const MASK = "••••••";

/** Whether a name with its value looks like a credential. */
export function isCredential(name: string, value: string): boolean {
  if (value === "") return false;
  // `apiKey`, `NPM_TOKEN` and `github.token` are words alike.
  const words = name
    .slice(0, 500)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();
  return NAME.test(words) || VALUE.test(value.slice(0, LONGEST));
}

/** A text without the users and passwords of URLs in it. */
export function withoutUserInfo(text: string): string {
  return text.replace(USER_INFO, "$1xxxxx@");
}

/** A name with its value, which is left out where it looks like a credential. */
export function maskedPair(name: string, value: string): Pair {
  const shown = { name: name.slice(0, 1_000) };
  if (isCredential(name, value)) return { ...shown, value: MASK, masked: true };
  return { ...shown, value: withoutUserInfo(value.slice(0, LONGEST)) };
}

/** Values that are shorter are also parts of other words. */
const SHORTEST = 4;

/** Hides the values of credentials wherever else they turn up: in the names of steps, in what exporters answer. */
export class ValueMask {
  readonly #values: readonly string[];

  /** @param pairs of which those that look like credentials are hidden */
  constructor(pairs: readonly { readonly name: string; readonly value: string }[]) {
    const values = pairs.filter(({ name, value }) => isCredential(name, value)).map(({ value }) => value);
    // The longest first: one may be a part of another.
    this.#values = [...new Set(values)]
      .filter(({ length }) => length >= SHORTEST)
      .sort((a, b) => b.length - a.length)
      .slice(0, 100);
  }

  /** A text without them. */
  text(text: string): string {
    return this.#values.reduce((masked, value) => masked.replaceAll(value, () => MASK), text);
  }
}
