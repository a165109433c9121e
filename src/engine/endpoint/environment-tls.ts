import { join } from "node:path";
import type { Env } from "./docker-config.js";
import type { DockerFlags } from "./docker-flags.js";
import { readPemFile, type TlsMaterial } from "./tls-material.js";

/** True when flags or environment ask for TLS on the default context's endpoint. */
export function wantsTls(flags: DockerFlags, env: Env): boolean {
  // Giving --tlsverify at all turns TLS on, even with the value false.
  return (
    (flags.tls ?? isSet(env, "DOCKER_TLS")) ||
    flags.tlsVerify !== undefined ||
    isSet(env, "DOCKER_TLS_VERIFY")
  );
}

/**
 * TLS material of the default context: the --tls… flags, DOCKER_TLS, DOCKER_TLS_VERIFY and the files of
 * DOCKER_CERT_PATH, else of the configuration directory. Undefined when no TLS is asked for.
 *
 * @throws SlipwayError `not-found` for a file that was named, or is needed, and is not there.
 */
export async function environmentTls(
  flags: DockerFlags,
  env: Env,
  configDir: string,
): Promise<TlsMaterial | undefined> {
  if (!wantsTls(flags, env)) return undefined;
  const verify = flags.tlsVerify ?? isSet(env, "DOCKER_TLS_VERIFY");
  const directory = env.DOCKER_CERT_PATH || configDir;
  const [ca, cert, key] = await Promise.all([
    pem(flags.tlsCaCert, directory, "ca.pem", verify),
    pem(flags.tlsCert, directory, "cert.pem", false),
    pem(flags.tlsKey, directory, "key.pem", false),
  ]);
  return { verify, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function pem(
  named: string | undefined,
  directory: string,
  file: string,
  needed: boolean,
): Promise<Buffer | undefined> {
  if (named) return readPemFile(named, "must-exist");
  return readPemFile(join(directory, file), needed ? "must-exist" : "may-miss");
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? "") !== "";
}
