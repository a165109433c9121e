import { badRequest } from "./status.js";

type Tree = Record<string, unknown>;

/** By which field the entries of a list are told apart in a strategic merge; other lists are replaced. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  volumes: "name",
  env: "name",
  volumeMounts: "mountPath",
  ports: "containerPort",
  conditions: "type",
  ownerReferences: "uid",
  imagePullSecrets: "name",
};

/** Applies a patch of the given content type. Throws an ApiError for a type that the server does not take. */
export function applyPatch<T extends object>(object: T, patch: unknown, type: string): T {
  switch (type) {
    case "application/json-patch+json":
      return jsonPatch(object, patch as Operation[]);
    case "application/merge-patch+json":
      return merge(object as Tree, patch as Tree, false) as T;
    case "application/strategic-merge-patch+json":
    case "application/apply-patch+yaml":
      return merge(object as Tree, patch as Tree, true) as T;
    default:
      throw badRequest(`unsupported media type ${type}`);
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(target: Tree, patch: Tree, strategic: boolean): Tree {
  if (strategic && patch.$patch === "replace") return withoutDirectives(patch);
  const result: Tree = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (strategic && name.startsWith("$")) applyDirective(result, name, value);
    else if (value === null) delete result[name];
    else if (isTree(value)) result[name] = merge(isTree(result[name]) ? result[name] : {}, value, strategic);
    else if (strategic && Array.isArray(value)) result[name] = mergeList(name, result[name], value);
    else result[name] = value;
  }
  return result;
}

function withoutDirectives(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !name.startsWith("$")));
}

function applyDirective(result: Tree, name: string, value: unknown): void {
  const [directive, field = ""] = name.split("/");
  if (directive === "$deleteFromPrimitiveList" && Array.isArray(result[field])) {
    const gone = value as unknown[];
    result[field] = result[field].filter((entry) => !gone.includes(entry));
  }
  if (directive === "$retainKeys") {
    const kept = value as string[];
    for (const key of Object.keys(result)) if (!kept.includes(key)) delete result[key];
  }
}

function mergeList(name: string, current: unknown, patch: unknown[]): unknown[] {
  const key = mergeKeys[name];
  const entries: unknown[] = Array.isArray(current) ? [...current] : [];
  if (key === undefined || ![...patch, ...entries].every(isTree)) return patch;
  for (const entry of patch as Tree[]) {
    const index = (entries as Tree[]).findIndex((each) => each[key] === entry[key]);
    if (entry.$patch === "delete") {
      if (index >= 0) entries.splice(index, 1);
    } else if (index >= 0) entries[index] = merge(entries[index] as Tree, entry, true);
    else entries.push(withoutDirectives(entry));
  }
  return entries;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

function jsonPatch<T extends object>(object: T, operations: readonly Operation[]): T {
  const result = structuredClone(object) as Tree;
  for (const { op, path, value } of operations) {
    const names = path
      .split("/")
      .slice(1)
      .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = names.pop() ?? "";
    let parent: unknown = result;
    for (const name of names) parent = (parent as Tree | undefined)?.[name];
    if (!["add", "replace", "remove"].includes(op) || typeof parent !== "object" || parent === null)
      throw badRequest(`the server cannot apply ${op} at ${path}`);
    if (Array.isArray(parent)) {
      const index = last === "-" ? parent.length : Number(last);
      parent.splice(index, op === "add" ? 0 : 1, ...(op === "remove" ? [] : [value]));
    } else if (op === "remove") delete (parent as Tree)[last];
    else (parent as Tree)[last] = value;
  }
  return result as T;
}
