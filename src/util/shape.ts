/**
 * Says what is wrong with a value from outside, e.g. `State.Running is not a boolean`; undefined when nothing is.
 *
 * @param at the value's place as the answer names it, `it` for the whole
 */
export type Shape = (value: unknown, at: string) => string | undefined;

const kind =
  (name: "string" | "number" | "boolean", article = "a"): Shape =>
  (value, at) =>
    typeof value === name ? undefined : `${at} is not ${article} ${name}`;

/** A string. */
export const text = kind("string");
/** A number. */
export const number = kind("number");
/** A boolean. */
export const flag = kind("boolean");

/** An object in which these fields, and any others, are. */
export function object(fields: Readonly<Record<string, Shape>> = {}): Shape {
  const shapes = Object.entries(fields);
  return (value, at) => {
    if (!isRecord(value)) return `${at} is not an object`;
    for (const [key, shape] of shapes) {
      const problem = shape(value[key], at === "it" ? key : `${at}.${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** A list of such values. */
export function list(item: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is not a list`;
    for (const [index, entry] of value.entries()) {
      const problem = item(entry, at === "it" ? `entry ${index}` : `${at}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object whose every value is such a one, whatever its key. */
export function map(item: Shape): Shape {
  return (value, at) => {
    if (!isRecord(value)) return `${at} is not an object`;
    for (const [key, entry] of Object.entries(value)) {
      const problem = item(entry, `${at}[${JSON.stringify(key)}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** Such a value, or none: missing or null, as Go writes what is empty. */
export function optional(shape: Shape): Shape {
  return (value, at) => (value === undefined || value === null ? undefined : shape(value, at));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
