import { stat } from "node:fs/promises";
import { delimiter } from "node:path";
import { resolvePath } from "../../util/current-directory.js";
import { fileError } from "../../util/file-error.js";

/** Where definitions are looked for when nobody names them; all that exist are read, in this order. */
export const DEFAULT_FILES = [
  "compose.yaml",
  "compose.yml",
  "docker-compose.yml",
  "docker-compose.yaml",
  "docker-bake.json",
  "docker-bake.hcl",
  "docker-bake.override.json",
  "docker-bake.override.hcl",
] as const;

/** Definitions as programs, looked for last. */
export const DEFAULT_MODULES = [
  "docker-bake.ts",
  "docker-bake.mts",
  "docker-bake.mjs",
  "docker-bake.js",
] as const;

/**
 * The files that `BUILDX_BAKE_FILE` names; none when it is not set.
 *
 * @throws SlipwayError `not-found` for one that does not exist.
 */
export async function filesFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<string[]> {
  const separator = env.BUILDX_BAKE_PATH_SEPARATOR || delimiter;
  const names = (env.BUILDX_BAKE_FILE ?? "").split(separator).map((name) => name.trim());
  const given = names.filter((name) => name !== "");
  for (const name of given) {
    if (name !== "-")
      await stat(resolvePath(cwd, name)).catch((error) => Promise.reject(fileError("stat", name, error)));
  }
  return given;
}
