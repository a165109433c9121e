import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, goText, isList, isMap, sortedEntries } from "./compose-value.js";
import { type ModelPath, PathTable } from "./model-paths.js";

type Merge = (base: ComposeValue, over: ComposeValue, path: ModelPath) => ComposeValue;

/** What Compose merges in its own way; all else is merged by its type. */
const special = new PathTable<Merge>({
  "services.*.build": (base, over, path) => mergeMaps(buildMap(base), buildMap(over), path),
  "services.*.build.args": mergeSequences,
  "services.*.build.additional_contexts": mergeSequences,
  "services.*.build.extra_hosts": mergeHosts,
  "services.*.build.labels": mergeSequences,
  "services.*.env_file": mergeSequences,
  "services.*.environment": mergeSequences,
});

/**
 * A model with a later one laid over it: mappings key by key, lists appended, all else replaced.
 *
 * @throws SlipwayError `invalid-argument`: `cannot override PATH`.
 */
export function mergeModels(base: ComposeMap, over: ComposeMap, path: ModelPath = []): ComposeMap {
  const merged = mergeValues(base, over, path);
  return isMap(merged) ? merged : over;
}

/** Like {@link mergeModels}, for any value. */
export function mergeValues(base: ComposeValue, over: ComposeValue, path: ModelPath): ComposeValue {
  const merge = special.find(path);
  if (merge !== undefined) return merge(base, over, path);
  if (over === null) return base;
  if (isMap(base)) {
    if (isMap(over)) return mergeMaps(base, over, path);
    throw definitionError(`cannot override ${path.join(".")}`);
  }
  if (isList(base)) {
    if (isList(over)) return [...base, ...over];
    throw definitionError(`cannot override ${path.join(".")}`);
  }
  return over;
}

function mergeMaps(base: ComposeMap, over: ComposeMap, path: ModelPath): ComposeMap {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const earlier = base.get(key);
    merged.set(key, earlier === undefined ? value : mergeValues(earlier, value, [...path, key]));
  }
  return merged;
}

function buildMap(value: ComposeValue): ComposeMap {
  if (isMap(value)) return value;
  return typeof value === "string" ? new Map([["context", value]]) : new Map();
}

function mergeSequences(base: ComposeValue, over: ComposeValue): ComposeValue {
  return [...sequence(base), ...sequence(over)];
}

function mergeHosts(base: ComposeValue, over: ComposeValue): ComposeValue {
  const hosts = sequence(base);
  const known = new Set(hosts);
  return [...hosts, ...sequence(over).filter((host) => !known.has(host))];
}

/** A mapping as a sorted list of `key=value`, a text as a list of one. */
function sequence(value: ComposeValue): readonly ComposeValue[] {
  if (isList(value)) return value;
  if (typeof value === "string") return [value];
  if (!isMap(value)) return [];
  return sortedEntries(value)
    .flatMap(([key, item]) => {
      if (item === null) return [key];
      return isList(item) ? item.map((each) => `${key}=${goText(each)}`) : [`${key}=${goText(item)}`];
    })
    .sort();
}
