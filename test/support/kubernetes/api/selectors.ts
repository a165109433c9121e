import type { KubeObject, Selector } from "./objects.js";
import { badRequest } from "./status.js";

type Matcher = (object: KubeObject) => boolean;
type Labels = Readonly<Record<string, string>>;

/** A `labelSelector` of a query: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Throws an ApiError for anything else. */
export function labelMatcher(text: string | null): Matcher {
  const requirements = splitOutsideParentheses(text ?? "").map(requirement);
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

function splitOutsideParentheses(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function requirement(text: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    return (labels) => values.includes(labels[key] ?? "\0") === (operator === "in");
  }
  const pair = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
  if (pair) {
    const [, key = "", operator, value] = pair;
    return (labels) => (labels[key] === value) === (operator !== "!=");
  }
  const presence = /^(!?)([^=!\s]+)$/.exec(text);
  if (presence) return (labels) => (labels[presence[2] ?? ""] === undefined) === (presence[1] === "!");
  throw badRequest(`unable to parse requirement: ${text}`);
}

/** A `fieldSelector` of a query: `metadata.name=x,status.phase!=Failed`. */
export function fieldMatcher(text: string | null): Matcher {
  const requirements = splitOutsideParentheses(text ?? "").map((part) => {
    const [, path = "", operator, value = ""] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
    if (path === "") throw badRequest(`invalid field selector: ${part}`);
    return (object: KubeObject) => (fieldText(object, path) === value) === (operator !== "!=");
  });
  return (object) => requirements.every((holds) => holds(object));
}

function fieldText(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const name of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[name];
  return value === undefined || value === null ? "" : String(value);
}

/** Whether labels satisfy the selector of a Deployment or another owner of pods. */
export function selects(selector: Selector, labels: Labels = {}): boolean {
  const expressions = selector.matchExpressions ?? [];
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      return values.includes(value ?? "\0") === (operator === "In");
    })
  );
}
