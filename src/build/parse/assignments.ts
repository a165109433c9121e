import { SlipwayError } from "../../errors/index.js";
import type { Assignments } from "../options/assignments.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `KEY=VALUE` lists such as build arguments and labels.
 *
 * @param fallback gives the value of a bare `KEY`; undefined drops the entry.
 * @throws SlipwayError `invalid-argument`: `invalid key-value pair "=x": empty key`.
 */
export function parseAssignments(
  values: Assignments,
  fallback: (key: string) => string | undefined,
): Record<string, string> {
  if (!isList(values))
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
  const assignments: Record<string, string> = {};
  for (const text of values) {
    const equals = text.indexOf("=");
    const key = equals === -1 ? text : text.slice(0, equals);
    if (key === "") throw new SlipwayError("invalid-argument", `invalid key-value pair "${text}": empty key`);
    const value = equals === -1 ? fallback(key) : text.slice(equals + 1);
    if (value !== undefined) assignments[key] = value;
  }
  return assignments;
}

/** Array.isArray does not tell a read-only array from a record. */
function isList(values: Assignments): values is readonly string[] {
  return Array.isArray(values);
}

/** Build arguments: a bare key takes its value from the environment, and is dropped where that has none. */
export function parseBuildArgs(values: Assignments, env: Environment): Record<string, string> {
  return parseAssignments(values, (key) => env[key]);
}

/** Labels: a bare key has an empty value. */
export function parseLabels(values: Assignments): Record<string, string> {
  return parseAssignments(values, () => "");
}
