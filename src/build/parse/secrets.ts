import type { SecretSource } from "../../buildkit/session/index.js";
import { parseSecret } from "../attributes/secret.js";
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
    .map((value) => (typeof value === "string" ? secretOf(value) : givenSecret(value)));
}

function givenSecret({ id, value, read, file, env }: SecretOption): SecretEntry {
  if (value !== undefined) return { id, made: { type: "value", value } };
  if (read !== undefined) return { id, made: { type: "function", read } };
  return env === undefined ? { id, file } : { id, env };
}

function secretOf(value: string): SecretEntry {
  const { id = "", src, env } = parseSecret(value);
  return { id, ...(src === undefined ? {} : { file: src }), env };
}
