/** What is wrong with a value that a caller gave. */
export interface Mismatch {
  /** Where it is, e.g. `secrets[0].id`; empty for the whole. */
  readonly at: string;
  /** What follows the place in a sentence, e.g. `is a number; a string is wanted`. Never holds the value itself. */
  readonly problem: string;
  /** What may have been meant. */
  readonly hint?: string | undefined;
  /** The value is not of the kind that is wanted, so that nobody looked into it. */
  readonly otherKind?: boolean;
}

/** The usual mismatch: what is there, and what is wanted. */
export function mismatch(value: unknown, at: string, wanted: string): Mismatch {
  return { at, problem: `is ${kindOf(value)}; ${wanted} is wanted`, otherKind: true };
}

/** A value in words that do not give it away: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number") return Number.isFinite(value) ? "a number" : String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return tag === "Object" ? "an object" : `${/^[AEIOU]/.test(tag) ? "an" : "a"} ${tag}`;
}

/** The longest name of a key that a message repeats. */
const longestName = 64;

/** The place of a field of what is at a place. */
export function fieldAt(at: string, name: string): string {
  const shown = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
  if (!/^[\w$-]+$/.test(shown)) return `${at}[${JSON.stringify(shown)}]`;
  return at === "" ? shown : `${at}.${shown}`;
}
