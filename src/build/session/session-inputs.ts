import { resolve } from "node:path";
import { checkSecretSources, type SecretSource } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { SecretEntry } from "../parse/secrets.js";
import type { SshEntry } from "../parse/ssh.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Secrets and ssh agents the session serves; files were looked at, their content was not read. */
export interface SessionInputs {
  readonly secrets: ReadonlyMap<string, SecretSource>;
}

/**
 * Checks that the secrets a build names are there.
 *
 * @throws SlipwayError `invalid-argument` or `not-found` with Buildx's wording.
 */
export async function sessionInputs(
  flags: { readonly secrets: readonly SecretEntry[]; readonly ssh: readonly SshEntry[] },
  env: Environment,
  cwd: string,
): Promise<SessionInputs> {
  const secrets = new Map(flags.secrets.map((entry) => [entry.id, secretSource(entry, env, cwd)]));
  await checkSecretSources(secrets);
  return { secrets };
}

/** An entry with neither file nor variable means the variable of its name if that is set, else the file of its name. */
function secretSource(entry: SecretEntry, env: Environment, cwd: string): SecretSource {
  if (entry.id === "") throw new SlipwayError("invalid-argument", "secret missing ID");
  if (entry.env !== undefined) return { type: "env", name: entry.env };
  if (entry.file === undefined && env[entry.id] !== undefined) return { type: "env", name: entry.id };
  return { type: "file", path: resolve(cwd, entry.file ?? entry.id) };
}
