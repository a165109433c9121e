import type { SecretEntry } from "../../build/parse/secrets.js";
import type { SshEntry } from "../../build/parse/ssh.js";
import { parseGitReference } from "../../util/git-reference.js";
import { remoteKind } from "../../util/remote-context.js";

type Environment = Readonly<Record<string, string | undefined>>;

const SECRETS: readonly (readonly [id: string, variable: string])[] = [
  ["GIT_AUTH_TOKEN", "BUILDX_BAKE_GIT_AUTH_TOKEN"],
  ["GIT_AUTH_HEADER", "BUILDX_BAKE_GIT_AUTH_HEADER"],
];

/** The host of a Git URL; undefined for other URLs. */
export function gitHost(url: string): string | undefined {
  if (remoteKind(url) !== "git") return undefined;
  const { remote } = parseGitReference(url);
  const scp = /^[^@/]+@([^:/]+):/.exec(remote);
  if (scp?.[1] !== undefined) return scp[1];
  return URL.canParse(remote) ? new URL(remote).host || undefined : undefined;
}

/** Secrets that log in to the host of a Git URL, from the variables that are meant for it. */
export function gitSecrets(url: string, env: Environment): SecretEntry[] {
  const host = gitHost(url);
  if (host === undefined) return [];
  return SECRETS.flatMap(([id, variable]) => {
    const name = Object.keys(env).find((key) => key.toUpperCase() === variable && env[key] !== undefined);
    return name === undefined ? [] : [{ id: `${id}.${host}`, env: name }];
  });
}

/** The agent or keys that `BUILDX_BAKE_GIT_SSH` names. */
export function gitAgent({ BUILDX_BAKE_GIT_SSH: paths = "" }: Environment): SshEntry {
  return { id: "default", paths: paths === "" ? [] : paths.split(",") };
}
