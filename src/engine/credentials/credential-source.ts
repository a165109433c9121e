import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { DockerConfig, Env } from "../endpoint/docker-config.js";

/**
 * The credential helper that a configuration names for a registry: `credHelpers`, else `credsStore`, else, when the
 * configuration knows of no credentials at all, the platform's own helper if it is installed. Undefined: the file
 * itself holds the credentials.
 */
export async function helperFor(
  config: DockerConfig,
  key: string,
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (Object.hasOwn(config.credHelpers, key)) return config.credHelpers[key];
  if (config.credsStore !== undefined) return config.credsStore;
  const knowsAny = Object.keys(config.auths).length > 0 || Object.keys(config.credHelpers).length > 0;
  if (knowsAny) return undefined;
  const store = await platformStore(env, platform);
  return (await isOnPath(`docker-credential-${store}`, env, platform)) ? store : undefined;
}

async function platformStore(env: Env, platform: NodeJS.Platform): Promise<string> {
  if (platform === "darwin") return "osxkeychain";
  if (platform === "win32") return "wincred";
  return (await isOnPath("pass", env, platform)) ? "pass" : "secretservice";
}

async function isOnPath(program: string, env: Env, platform: NodeJS.Platform): Promise<boolean> {
  const file = platform === "win32" ? `${program}.exe` : program;
  const directories = (env.PATH ?? env.Path ?? "").split(delimiter).filter((directory) => directory !== "");
  const found = await Promise.all(
    directories.map((directory) =>
      access(join(directory, file), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
