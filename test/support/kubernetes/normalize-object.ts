import type { KubeObject } from "./api/objects.js";

/** What the server or the moment decides, and not the client. */
const decided = new Set([
  ...["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"],
  ...["deletionTimestamp", "deletionGracePeriodSeconds", "namespace"],
]);

/** An object without what the server decides and without empty fields, its keys sorted. */
export function normalizeObject({ status: _, ...object }: KubeObject): unknown {
  const { metadata, ...rest } = object;
  const chosen = Object.entries(metadata).filter(([name]) => !decided.has(name));
  return prune({ ...rest, metadata: Object.fromEntries(chosen) }) ?? {};
}

/** Undefined for what says nothing: null, empty lists and maps. An `emptyDir: {}` says something, and stays. */
function prune(value: unknown, name = ""): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((each) => prune(each) ?? {});
  if (typeof value !== "object") return value;
  const entries = Object.entries(value)
    .map(([key, each]): [string, unknown] => [key, prune(each, key)])
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 && name !== "emptyDir" ? undefined : Object.fromEntries(entries);
}
