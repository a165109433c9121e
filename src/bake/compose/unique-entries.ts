import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, goType, isList, isMap } from "./compose-value.js";
import { type ModelPath, mapEntries, PathTable } from "./model-paths.js";

type KeyOf = (entry: ComposeValue, path: ModelPath) => string;

/** Lists that hold each key once. */
const unique = new PathTable<KeyOf>({
  "services.*.build.args": keyOfPair,
  "services.*.build.additional_contexts": keyOfPair,
  "services.*.build.platform": keyOfPair,
  "services.*.build.tags": keyOfPair,
  "services.*.build.labels": keyOfPair,
  "services.*.environment": keyOfPair,
  "services.*.env_file": keyOfEnvFile,
});

/**
 * A model in whose lists of pairs the last entry of a key stays, at the place of the first.
 *
 * @throws SlipwayError `invalid-argument`: `services.a.build.args.[0]: unexpected type int`.
 */
export function uniqueEntries(model: ComposeMap): ComposeMap {
  return mapEntries(model, [], visit);
}

function visit(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value)) return mapEntries(value, path, visit);
  const keyOf = isList(value) ? unique.find(path) : undefined;
  if (!isList(value) || keyOf === undefined) return value;
  const entries = new Map<string, ComposeValue>();
  for (const [index, entry] of value.entries()) entries.set(keyOf(entry, [...path, `[${index}]`]), entry);
  return [...entries.values()];
}

function keyOfPair(entry: ComposeValue, path: ModelPath): string {
  if (typeof entry !== "string") throw definitionError(`${path.join(".")}: unexpected type ${goType(entry)}`);
  return entry.split("=", 1)[0] ?? "";
}

function keyOfEnvFile(entry: ComposeValue, path: ModelPath): string {
  if (typeof entry === "string") return entry;
  if (!isMap(entry)) return "";
  const file = entry.get("path");
  if (typeof file === "string") return file;
  throw definitionError(`environment path attribute ${path.join(".")} is missing`);
}
