import { bytes, called, either, fields, needed, text } from "../../util/options/index.js";

/** A secret given by code: exactly one of `value`, `read`, `file` and `env` says where it comes from. */
export type SecretOption = SecretFromValue | SecretFromFunction | SecretFromFile | SecretFromVariable;

interface SecretId {
  /** The id by which `RUN --mount=type=secret` names it. */
  readonly id: string;
}

/** A secret that is at hand. */
export interface SecretFromValue extends SecretId {
  /** The secret itself. */
  readonly value: string | Uint8Array;
  readonly read?: never;
  readonly file?: never;
  readonly env?: never | undefined;
}

/** A secret that is fetched when a step needs it. */
export interface SecretFromFunction extends SecretId {
  /** Called each time the daemon asks, which it does only when a step that needs the secret runs. */
  readonly read: () => string | Uint8Array | Promise<string | Uint8Array>;
  readonly value?: never;
  readonly file?: never;
  readonly env?: never | undefined;
}

/** A secret in a file. */
export interface SecretFromFile extends SecretId {
  /** Path, relative to `cwd`. */
  readonly file: string;
  readonly value?: never;
  readonly read?: never;
  readonly env?: never | undefined;
}

/** A secret in the environment. */
export interface SecretFromVariable extends SecretId {
  /** Name of an environment variable; an unset one is an empty secret. */
  readonly env: string;
  readonly value?: never;
  readonly read?: never;
  readonly file?: never;
}

/** {@link SecretOption}, described. */
export const secretOption = fields<SecretOption>(
  { id: needed(text), value: either(text, bytes), read: called(), file: text, env: text },
  { exactlyOne: ["value", "read", "file", "env"] },
);
