import {
  checkSecretSources,
  createSecretsService,
  createSshService,
  type SecretSource,
} from "../../buildkit/session/index.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import type { SecretEntry } from "../parse/secrets.js";
import type { SshEntry } from "../parse/ssh.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks that the secrets and ssh agents a build names are there, and makes the services that hand them out. A
 * secret's content is read when the daemon asks for it.
 *
 * @param warn told of a secret from a variable that is not set: to the build it is empty, as with Buildx.
 * @throws SlipwayError `invalid-argument` or `not-found` with Buildx's wording.
 */
export async function sessionInputs(
  flags: { readonly secrets: readonly SecretEntry[]; readonly ssh: readonly SshEntry[] },
  env: Environment,
  cwd: string,
  warn?: (message: string) => void,
): Promise<readonly ServiceTable[]> {
  const secrets = new Map(flags.secrets.map((entry) => [entry.id, secretSource(entry, env, cwd)]));
  await checkSecretSources(secrets);
  for (const [id, source] of secrets) {
    if (source.type !== "env" || env[source.name] !== undefined) continue;
    warn?.(`secret ${id} is empty: the environment variable ${source.name} is not set`);
  }
  return [createSecretsService(secrets, env), await createSshService(flags.ssh, env)];
}

/** An entry with neither file nor variable means the variable of its name if that is set, else the file of its name. */
function secretSource(entry: SecretEntry, env: Environment, cwd: string): SecretSource {
  if (entry.id === "") throw new SlipwayError("invalid-argument", "secret missing ID");
  if (entry.made !== undefined) return entry.made;
  if (entry.env !== undefined) return { type: "env", name: entry.env };
  if (entry.file === undefined && env[entry.id] !== undefined) return { type: "env", name: entry.id };
  return { type: "file", path: resolvePath(cwd, entry.file ?? entry.id) };
}
