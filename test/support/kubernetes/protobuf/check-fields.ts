import { type Field, namedFields } from "./message-tables.js";

/**
 * What is wrong with an object's fields, by the tables of messages: a name that there is not, or a value of another type.
 * A real server warns of the first unless it is asked to be strict; here a client's slip should be seen. Undefined when
 * nothing is wrong, and for kinds that the tables lack.
 */
export function wrongField({
  kind,
  apiVersion: _,
  ...object
}: {
  kind: string;
  apiVersion?: string;
}): string | undefined {
  return namedFields(kind) === undefined ? undefined : wrongIn(kind, object, "");
}

function wrongIn(message: string, object: object, path: string): string | undefined {
  const fields = namedFields(message);
  for (const [name, value] of Object.entries(object) as [string, unknown][]) {
    // Objects inside others may say what they are.
    if (value === undefined || (message === "PersistentVolumeClaim" && /^(kind|apiVersion)$/.test(name)))
      continue;
    const at = path === "" ? name : `${path}.${name}`;
    const field = fields?.get(name);
    if (field === undefined) return `unknown field "${at}"`;
    const wrong = value === null ? undefined : wrongValue(field, value, at);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongValue({ type, shape }: Field, value: unknown, at: string): string | undefined {
  if (shape === "list") {
    if (!Array.isArray(value)) return `${at} is no list`;
    return firstOf(value.map((each, index) => () => wrongOne(type, each, `${at}[${index}]`)));
  }
  if (shape === "map") {
    if (!isMap(value)) return `${at} is no map`;
    return firstOf(
      Object.entries(value).map(
        ([key, each]) =>
          () =>
            wrongOne(type, each, `${at}.${key}`),
      ),
    );
  }
  return wrongOne(type, value, at);
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongOne(type: string, value: unknown, at: string): string | undefined {
  const is = (expected: string) => (typeof value === expected ? undefined : `${at} is no ${expected}`);
  switch (type) {
    case "Ignored":
    case "Opaque":
      return undefined;
    case "string":
    case "bytes":
    case "Time":
      return is("string");
    case "int":
      return Number.isInteger(value) ? undefined : `${at} is no integer`;
    case "bool":
      return is("boolean");
    case "Quantity":
      return typeof value === "number" ? undefined : is("string");
    default:
      return isMap(value) ? wrongIn(type, value, at) : `${at} is no map`;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
