import { cutText } from "../../util/cut-text.js";
import type { BuildAttributes } from "../query/repository.js";
import type { NamedValue } from "./build-details.js";

/** Characters of a value that is read: the work grows with them, and a stranger may have given megabytes. */
const LONGEST_VALUE = 64 * 1024;
/** Characters of a value that a problem quotes, and of what is wrong with a longer one. */
const LONGEST_QUOTE = 200;

/** Takes a build's attributes one after the other, until only those are left that nobody knows. */
export class AttributeReader {
  readonly #left: Map<string, string>;
  readonly #problems: string[];

  /** @param problems is told of values that cannot be read */
  constructor(attributes: BuildAttributes, problems: string[]) {
    this.#left = new Map(Object.entries(attributes));
    this.#problems = problems;
  }

  /** The value, which stays. */
  peek(name: string): string | undefined {
    return this.#left.get(name);
  }

  /** The value, which is gone then. */
  take(name: string): string | undefined {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  /** A value that `read` makes something of; undefined, and a problem, if it throws, or the value is too long. */
  takeAs<T>(name: string, read: (value: string) => T): T | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    try {
      if (value.length > LONGEST_VALUE) throw new Error(`it has more than ${LONGEST_VALUE} characters`);
      return read(value);
    } catch (reason) {
      const text = reason instanceof Error ? reason.message : String(reason);
      // What is wrong quotes the value too.
      const why = value.length > LONGEST_QUOTE ? cutText(text, LONGEST_QUOTE) : text;
      this.#problems.push(`failed to parse ${cutText(value, LONGEST_QUOTE)}: (${why})`);
      return undefined;
    }
  }

  /** Those whose names begin with `prefix`, sorted, without it; they stay. */
  group(prefix: string): NamedValue[] {
    return this.#sorted(([name]) => name.startsWith(prefix)).map(({ name, value }) => ({
      name: name.slice(prefix.length),
      value,
    }));
  }

  /** What is left, sorted, but for names that begin with one of the prefixes. */
  rest(prefixes: readonly string[]): NamedValue[] {
    return this.#sorted(([name]) => !prefixes.some((prefix) => name.startsWith(prefix)));
  }

  #sorted(wanted: (entry: [name: string, value: string]) => boolean): NamedValue[] {
    return [...this.#left]
      .filter(wanted)
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([name, value]) => ({ name, value }));
  }
}
