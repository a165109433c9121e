import type { SecretSource } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import type { SecretOption } from "../options/secret-option.js";

/** One secret of a build. */
export interface SecretEntry {
  readonly id: string;
  /** File the secret is read from. */
  readonly file?: string;
  /** Environment variable the secret is read from. */
  readonly env?: string | undefined;
  /** A value, or a function that provides it. */
  readonly made?: SecretSource;
}

/**
 * Reads `--secret` values and secrets given by code; empty ones are passed over. A missing `id` is left empty, for the
 * caller to refuse once the build has started, as Buildx does.
 *
 * @throws SlipwayError `invalid-argument` for an unknown key or type.
 */
export function parseSecrets(values: readonly (string | SecretOption)[]): SecretEntry[] {
  return values
    .filter((value) => value !== "")
    .map((value) => (typeof value === "string" ? parseSecret(value) : givenSecret(value)));
}

function givenSecret({ id, value, read, file, env }: SecretOption): SecretEntry {
  if (value !== undefined) return { id, made: { type: "value", value } };
  if (read !== undefined) return { id, made: { type: "function", read } };
  return env === undefined ? { id, file } : { id, env };
}

function parseSecret(value: string): SecretEntry {
  let id = "";
  let file: string | undefined;
  let env: string | undefined;
  let type = "";
  for (const field of secretFields(value)) {
    const equals = field.indexOf("=");
    if (equals === -1) {
      throw new SlipwayError("invalid-argument", `invalid field '${field}' must be a key=value pair`);
    }
    const key = field.slice(0, equals).toLowerCase();
    const fieldValue = field.slice(equals + 1);
    if (key === "type") type = checkType(fieldValue);
    else if (key === "id") id = fieldValue;
    else if (key === "source" || key === "src") file = fieldValue;
    else if (key === "env") env = fieldValue;
    else throw new SlipwayError("invalid-argument", `unexpected key '${key}' in '${field}'`);
  }
  if (type === "env" && env === undefined && file !== undefined) return { id, env: file };
  return { id, ...(file === undefined ? {} : { file }), env };
}

function secretFields(value: string): string[] {
  try {
    return parseCsvLine(value);
  } catch (cause) {
    const { message } = SlipwayError.from(cause);
    throw new SlipwayError("invalid-argument", `failed to parse csv secret: ${message}`, { cause });
  }
}

function checkType(type: string): string {
  if (type !== "file" && type !== "env") {
    throw new SlipwayError("invalid-argument", `unsupported secret type "${type}"`);
  }
  return type;
}
