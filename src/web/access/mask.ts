import type { Pair } from "../contract/index.js";
import { withoutUserInfo } from "./user-info.js";

/** Names of values that are credentials: words, and words that others may be grown together with, as in `PGPASSWORD`. */
const NAMES = [
  /(?:pass(?:word|wd|phrase)|secret|token)s?(?:$|[^a-z])/,
  /(?:^|[^a-z])(?:(?:ssh)?pass|pwd|credentials?|auth(?:orization)?|(?:api|access|private|signing|session|encryption)_?key|cookie|netrc|npmrc|jwt|pat)(?:$|[^a-z])/,
  /(?<!(?:^|[^a-z])(?:pub(?:lic)?|cache|primary|sort|foreign|partition))[_-]keys?$/,
];

/** Values that are, whatever they are called. */
const VALUES = [
  /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36}|xox[abprs]-[\w-]{10})/,
  /\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}\b|AIza[\w-]{35}|sk-[\w-]{20}|[sr]k_(?:live|test)_[A-Za-z0-9]{10})/,
  /\b(?:hf_[A-Za-z0-9]{30}|pypi-[\w-]{40}|dckr_pat_[\w-]{20}|eyJ[\w-]{8,2000}\.eyJ[\w-]{8})/,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
];

/** Longest value that is shown. */
export const LONGEST_VALUE = 8_192;

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
  const start = value.slice(0, LONGEST_VALUE);
  return NAMES.some((pattern) => pattern.test(words)) || VALUES.some((pattern) => pattern.test(start));
}

/** A name with its value, which is left out where it looks like a credential. */
export function maskedPair(name: string, value: string): Pair {
  const shown = { name: name.slice(0, 1_000) };
  if (isCredential(name, value)) return { ...shown, value: MASK, masked: true };
  return { ...shown, value: withoutUserInfo(value.slice(0, LONGEST_VALUE)) };
}
