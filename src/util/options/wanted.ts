import { types } from "node:util";
import { type Mismatch, mismatch } from "./mismatch.js";

/**
 * What a public function takes in one place, as a description that exists when the program runs: it checks callers that
 * no compiler has checked, and the reference of the options is made from it.
 */
export interface Description {
  /** As messages and the reference say it, e.g. `a list of strings`. */
  readonly says: string;
  /** What is wrong with the value; undefined when nothing is. */
  find(value: unknown, at: string): Mismatch | undefined;
  /** The fields of an object, for the reference. */
  readonly fields?: Readonly<Record<string, Description | { readonly needed: Description }>> | undefined;
  /** What it is made of, where that is no object: the items of a list, one of several. */
  readonly parts?: readonly Description[] | undefined;
}

/** A description that knows the type it lets through, so that the compiler compares it with the type of the option. */
export interface Wanted<T> extends Description {
  /** No value ever has it; it makes the compiler compare `T` both ways. */
  readonly type?: (value: T) => T;
}

/** A field that must be given. */
export interface Needed<T> {
  readonly needed: Wanted<T>;
}

/** A field that must be given. */
export const needed = <T>(wanted: Wanted<T>): Needed<T> => ({ needed: wanted });

/** What a test decides on. */
export function thing<T>(says: string, test: (value: unknown) => boolean): Wanted<T> {
  return { says, find: (value, at) => (test(value) ? undefined : mismatch(value, at, says)) };
}

export const text = thing<string>("a string", (value) => typeof value === "string");

/** A string that says something. */
export const name = thing<string>(
  "a string that is not empty",
  (value) => typeof value === "string" && value !== "",
);

export const flag = thing<boolean>("true or false", (value) => typeof value === "boolean");

/** A number that is neither endless nor NaN. */
export const number = thing<number>("a number", Number.isFinite);

/** Bytes and other things that are counted. */
export const count = thing<number>(
  "a whole number, 0 or more",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** A length of time; a negative one is over. */
export const milliseconds = thing<number>("a number of milliseconds", Number.isFinite);

/** A function; what it takes and gives only the compiler knows. */
export const called = <F extends (...args: never[]) => unknown>(): Wanted<F> =>
  thing("a function", (value) => typeof value === "function");

/** Bytes, of this realm or another. */
export const bytes: Wanted<Uint8Array> = thing<Uint8Array>("a Uint8Array", (value) =>
  types.isUint8Array(value),
);

/** A date that is one. */
export const date = thing<Date>(
  "a Date",
  (value) => types.isDate(value) && !Number.isNaN(Date.prototype.getTime.call(value)),
);

/** One of some strings. */
export function choice<const T extends string>(...values: readonly T[]): Wanted<T> {
  const says = listed(values.map((value) => JSON.stringify(value)));
  return thing(says, (value) => values.some((known) => known === value));
}

/** An object with methods of these names, whichever class it is of. */
export function having<T>(says: string, ...methods: readonly string[]): Wanted<T> {
  return thing(says, (value) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
    return methods.every((method) => typeof Reflect.get(value, method) === "function");
  });
}

/** The signal of an AbortController, of this realm or another. */
export const signal = thing<AbortSignal>(
  "an AbortSignal",
  (value) => Object.prototype.toString.call(value) === "[object AbortSignal]" && hasAborted(value),
);

function hasAborted(value: unknown): boolean {
  return typeof Reflect.get(Object(value), "aborted") === "boolean";
}

/** Words as a choice: `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
