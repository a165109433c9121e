import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import type { AttributeMap } from "./attribute-fields.js";
import { dedupeByKey } from "./dedupe.js";
import { definitionError } from "./definition-error.js";

/** A secret of a target; in a list of them the last one of an id counts. */
export interface BakeSecret {
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
export function parseSecret(text: string): BakeSecret {
  const secret: { id?: string; src?: string; env?: string } = {};
  let type = "";
  for (const field of secretFields(text)) {
    const equals = field.indexOf("=");
    if (equals === -1) throw definitionError(`invalid field '${field}' must be a key=value pair`);
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
  if (name === undefined) throw definitionError(`unexpected key '${key}' in '${field}'`);
  return name;
}

function secretFields(text: string): string[] {
  try {
    return parseCsvLine(text);
  } catch (cause) {
    throw definitionError(`failed to parse csv secret: ${SlipwayError.from(cause).message}`, cause);
  }
}

function checkedType(type: string): string {
  if (type !== "file" && type !== "env") throw definitionError(`unsupported secret type "${type}"`);
  return type;
}

/** Reads the map form of a definition. */
export function secretFromMap({ id, src, env }: AttributeMap): BakeSecret {
  return { id, src, env };
}

/** One secret per id, the last one. */
export function dedupeSecrets(secrets: readonly BakeSecret[]): BakeSecret[] {
  return dedupeByKey(secrets, ({ id }) => id ?? "");
}

/** What `--print` shows. */
export function printSecret({ id, src, env }: BakeSecret): Record<string, string> {
  return { ...(id ? { id } : {}), ...(src ? { src } : {}), ...(env ? { env } : {}) };
}
