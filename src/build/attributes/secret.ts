import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { type AttributeMap, attributeError } from "./attribute-fields.js";

/** A secret of a target, as text can say it. */
export interface SecretText {
  readonly id?: string | undefined;
  /** File that holds it. */
  readonly src?: string | undefined;
  /** Environment variable that holds it. */
  readonly env?: string | undefined;
}

const KEYS: Readonly<Record<string, "id" | "src" | "env">> = {
  id: "id",
  src: "src",
  source: "src",
  env: "env",
};

/**
 * Reads `id=token,src=path` or `id=token,env=TOKEN`.
 *
 * @throws SlipwayError `invalid-argument` for a field without `=`, an unknown key, an unknown type, broken quoting.
 */
export function parseSecret(text: string): SecretText {
  const secret: { id?: string; src?: string; env?: string } = {};
  let type = "";
  for (const field of secretFields(text)) {
    const equals = field.indexOf("=");
    if (equals === -1) throw attributeError(`invalid field '${field}' must be a key=value pair`);
    const key = field.slice(0, equals).toLowerCase();
    const value = field.slice(equals + 1);
    if (key === "type") type = checkedType(value);
    else secret[secretKey(key, field)] = value;
  }
  if (type !== "env" || secret.env) return secret;
  return { id: secret.id, env: secret.src };
}

function secretKey(key: string, field: string): "id" | "src" | "env" {
  const name = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (name === undefined) throw attributeError(`unexpected key '${key}' in '${field}'`);
  return name;
}

function secretFields(text: string): string[] {
  try {
    return parseCsvLine(text);
  } catch (cause) {
    throw attributeError(`failed to parse csv secret: ${SlipwayError.from(cause).message}`, cause);
  }
}

function checkedType(type: string): string {
  if (type !== "file" && type !== "env") throw attributeError(`unsupported secret type "${type}"`);
  return type;
}

/** Reads the map form of a definition. */
export function secretFromMap({ id, src, env }: AttributeMap): SecretText {
  return { id, src, env };
}

/** What `--print` shows. */
export function printSecret({ id, src, env }: SecretText): Record<string, string> {
  return { ...(id ? { id } : {}), ...(src ? { src } : {}), ...(env ? { env } : {}) };
}
