import { definitionError } from "../attributes/definition-error.js";
import {
  type ComposeValue,
  goText,
  isList,
  isMap,
  nonFinite,
  sortedEntries,
  YamlTime,
} from "./compose-value.js";
import type { Schema, SchemaType } from "./schema.js";

/** A way in which a value breaks the schema, and how near to the value it is. */
interface Problem {
  readonly path: readonly string[];
  readonly text: string;
  /** The deepest problem is the one that is told. */
  readonly depth: number;
}

/**
 * Checks a value.
 *
 * @throws SlipwayError `invalid-argument` with the most specific problem: `services.a.image must be a string`.
 */
export function validateModel(value: ComposeValue, schema: Schema): void {
  checkNumbers(value);
  let worst: Problem | undefined;
  for (const problem of problems(value, schema, [])) {
    if (worst === undefined || problem.depth > worst.depth) worst = problem;
  }
  if (worst !== undefined) throw definitionError(`${worst.path.join(".")} ${worst.text}`);
}

function* problems(value: ComposeValue, schema: Schema, path: readonly string[]): Generator<Problem> {
  if (schema.oneOf !== undefined) return yield* alternatives(value, schema.oneOf, path);
  const { type } = schema;
  if (type !== undefined && !type.some((name) => hasType(value, name))) {
    yield problem(path, `must be a ${typeNames(type)}`);
  }
  if (isMap(value)) yield* mapProblems(value, schema, path);
  if (isList(value)) yield* listProblems(value, schema, path);
}

function* alternatives(
  value: ComposeValue,
  schemas: readonly Schema[],
  path: readonly string[],
): Generator<Problem> {
  const found: Problem[] = [];
  for (const schema of schemas) {
    const own = [...problems(value, schema, path)];
    if (own.length === 0) return;
    found.push(...own);
  }
  yield* found;
}

function* mapProblems(value: ReadonlyMap<string, ComposeValue>, schema: Schema, path: readonly string[]) {
  const { properties = {}, keys, required = [], open = keys === undefined } = schema;
  const missing = required.filter((key) => !value.has(key));
  if (missing.length > 0)
    yield problem(path, `missing ${missing.length > 1 ? "properties" : "property"} ${quoted(missing)}`);
  const unknown: string[] = [];
  for (const [key, item] of sortedEntries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const matching = keys?.[0].test(key) ? keys[1] : undefined;
    if (known !== undefined) yield* problems(item, known, [...path, key]);
    if (matching !== undefined) yield* problems(item, matching, [...path, key]);
    if (known === undefined && matching === undefined) unknown.push(key);
  }
  if (unknown.length > 0 && !open) {
    yield {
      ...problem(path, `additional properties ${quoted(unknown)} not allowed`),
      depth: path.length + 1,
    };
  }
}

function* listProblems(
  value: readonly ComposeValue[],
  schema: Schema,
  path: readonly string[],
): Generator<Problem> {
  const { items, uniqueItems = false } = schema;
  if (uniqueItems) yield* repetition(value, path);
  if (items === undefined) return;
  for (const [index, item] of value.entries()) yield* problems(item, items, [...path, String(index)]);
}

function* repetition(value: readonly ComposeValue[], path: readonly string[]): Generator<Problem> {
  const places = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    const key = `${typeof item}${goText(item)}`;
    const first = places.get(key);
    if (first !== undefined) return yield problem(path, `items at ${first} and ${index} are equal`);
    places.set(key, index);
  }
}

function problem(path: readonly string[], text: string): Problem {
  return { path, text, depth: path.length };
}

function hasType(value: ComposeValue, type: SchemaType): boolean {
  if (type === "null") return value === null;
  if (type === "object") return isMap(value);
  if (type === "array") return isList(value);
  if (type === "integer")
    return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (type === "number") return typeof value === "bigint" || typeof value === "number";
  if (type === "boolean") return typeof value === "boolean";
  return typeof value === "string" || value instanceof YamlTime;
}

/** `a`, or `a, b or c` in alphabetical order; an object is a mapping. */
function typeNames(types: readonly SchemaType[]): string {
  const names = types.map((type) => (type === "object" ? "mapping" : type)).sort();
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} or ${last}`;
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `'${key.replaceAll("'", "\\'")}'`).join(", ");
}

/** The schema is checked on JSON, which has no infinity. */
function checkNumbers(value: ComposeValue): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw definitionError(`json: unsupported value: ${nonFinite(value)}`);
  }
  if (isMap(value)) for (const item of value.values()) checkNumbers(item);
  if (isList(value)) for (const item of value) checkNumbers(item);
}
