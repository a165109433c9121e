import { isJsonObject, type JsonObject } from "./read-json-file.js";

/** Reads the fields of a configuration. What is not of its type is left out and noted among the problems. */
export class ConfigFields {
  readonly #raw: JsonObject;
  readonly #problems: string[];

  /** @param problems gets a sentence for each field that cannot be used; never its value, which may be a secret */
  constructor(raw: JsonObject, problems: string[]) {
    this.#raw = raw;
    this.#problems = problems;
  }

  text(key: string): string | undefined {
    const value = this.#raw[key] ?? undefined;
    return value === undefined || typeof value === "string"
      ? value
      : this.#without(undefined, `"${key}" is not a string`);
  }

  list(key: string): readonly string[] {
    const value = this.#raw[key] ?? [];
    if (!Array.isArray(value)) return this.#without([], `"${key}" is not a list of strings`);
    const texts = value.filter((item) => typeof item === "string");
    return texts.length === value.length ? texts : this.#without(texts, `"${key}" is not a list of strings`);
  }

  texts(key: string): Readonly<Record<string, string>> {
    const entries = this.#entries(key).flatMap(([name, value]) =>
      typeof value === "string"
        ? [[name, value] as const]
        : this.#without([], `"${name}" of "${key}" is not a string`),
    );
    return Object.fromEntries(entries);
  }

  /** Objects of strings; fields of theirs that are none are left out. */
  objects(key: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
    const entries = this.#entries(key).flatMap(([name, value]) => {
      if (!isJsonObject(value)) return this.#without([], `"${name}" of "${key}" is not an object`);
      const strings = Object.entries(value).filter(
        (pair): pair is [string, string] => typeof pair[1] === "string",
      );
      return [[name, Object.fromEntries(strings)] as const];
    });
    return Object.fromEntries(entries);
  }

  #entries(key: string): [string, unknown][] {
    const value = this.#raw[key] ?? {};
    return isJsonObject(value) ? Object.entries(value) : this.#without([], `"${key}" is not an object`);
  }

  #without<T>(value: T, problem: string): T {
    this.#problems.push(problem);
    return value;
  }
}
