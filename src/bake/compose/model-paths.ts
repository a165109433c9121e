import { type ComposeMap, type ComposeValue, isList, isMap } from "./compose-value.js";

/** Where a value lies in a model; an element of a list is `[]`. */
export type ModelPath = readonly string[];

/** True where a path has the form of a pattern, in which `*` stands for any one key. */
export function matchesPath(path: ModelPath, pattern: ModelPath): boolean {
  return (
    path.length === pattern.length && pattern.every((part, index) => part === "*" || part === path[index])
  );
}

/** Looks up what is said for paths of a form such as `services.*.build.args`. */
export class PathTable<T> {
  readonly #rows: readonly (readonly [ModelPath, T])[];

  constructor(rows: Readonly<Record<string, T>>) {
    this.#rows = Object.entries(rows).map(([pattern, value]) => [pattern.split("."), value]);
  }

  find(path: ModelPath): T | undefined {
    return this.#rows.find(([pattern]) => matchesPath(path, pattern))?.[1];
  }
}

/** A copy of a mapping or list with each child replaced. */
export function mapChildren(
  value: ComposeValue,
  path: ModelPath,
  replace: (child: ComposeValue, path: ModelPath) => ComposeValue,
): ComposeValue {
  if (isMap(value)) return mapEntries(value, path, replace);
  if (isList(value)) return value.map((item) => replace(item, [...path, "[]"]));
  return value;
}

/** A copy of a mapping with each value replaced. */
export function mapEntries(
  map: ComposeMap,
  path: ModelPath,
  replace: (child: ComposeValue, path: ModelPath) => ComposeValue,
): ComposeMap {
  return new Map([...map].map(([key, item]) => [key, replace(item, [...path, key])]));
}

/** A copy of a model without what lies at the given paths. */
export function withoutPaths(model: ComposeMap, paths: readonly ModelPath[]): ComposeMap {
  if (paths.length === 0) return model;
  const exact = new Set(paths.map((path) => JSON.stringify(path)));
  const wild = paths.filter((path) => path.includes("*"));
  const dropped = (path: ModelPath) =>
    exact.has(JSON.stringify(path)) || wild.some((pattern) => matchesPath(path, pattern));
  const visit = (value: ComposeValue, path: ModelPath): ComposeValue => {
    if (!isMap(value)) return mapChildren(value, path, visit);
    const kept = [...value].filter(([key]) => !dropped([...path, key]));
    return mapEntries(new Map(kept), path, visit);
  };
  const kept = visit(model, []);
  return isMap(kept) ? kept : model;
}
