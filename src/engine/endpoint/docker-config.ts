import { join } from "node:path";
import { homeDirectory } from "../../util/home-directory.js";
import { corrupt, isJsonObject, type JsonObject, readJsonFile } from "./read-json-file.js";

/** Environment variables; undefined means not set. */
export type Env = Readonly<Record<string, string | undefined>>;

/** One entry of `auths`. Holds secrets. */
export interface AuthEntry {
  /** base64 of `user:password`. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Proxies of one daemon, or of `default`. */
export interface ProxyEntry {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly ftpProxy?: string;
  readonly allProxy?: string;
}

/** The Docker CLI's config.json: the keys Slipway uses, checked. */
export interface DockerConfig {
  /** The file it was read from, whether it exists or not. */
  readonly path: string;
  readonly auths: Readonly<Record<string, AuthEntry>>;
  readonly credsStore?: string;
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly proxies: Readonly<Record<string, ProxyEntry>>;
  readonly currentContext?: string;
  readonly pruneFilters: readonly string[];
  /** Everything in the file. */
  readonly raw: JsonObject;
}

/** The Docker CLI's configuration directory: the `--config` flag, `$DOCKER_CONFIG`, `~/.docker`. */
export function dockerConfigDir(env: Env = process.env, flag?: string): string {
  return flag || env.DOCKER_CONFIG || join(homeDirectory(env), ".docker");
}

/**
 * Reads `config.json` of a configuration directory; a missing file gives an empty configuration.
 *
 * @throws SlipwayError `corrupt-state` naming the file and the key that is not what it must be.
 */
export async function loadDockerConfig(configDir: string): Promise<DockerConfig> {
  const path = join(configDir, "config.json");
  const raw = (await readJsonFile(path)) ?? {};
  const credsStore = stringKey(path, raw, "credsStore");
  const currentContext = stringKey(path, raw, "currentContext");
  return {
    path,
    raw,
    auths: mapOfObjects(path, raw, "auths"),
    credHelpers: stringMap(path, raw, "credHelpers"),
    httpHeaders: stringMap(path, raw, "HttpHeaders"),
    proxies: mapOfObjects(path, raw, "proxies"),
    pruneFilters: stringList(path, raw, "pruneFilters"),
    ...(credsStore && { credsStore }),
    ...(currentContext && { currentContext }),
  };
}

function stringKey(path: string, raw: JsonObject, key: string): string | undefined {
  const value = raw[key] ?? undefined;
  if (value !== undefined && typeof value !== "string") throw corrupt(path, `"${key}" is not a string`);
  return value;
}

function objectKey(path: string, raw: JsonObject, key: string): JsonObject {
  const value = raw[key] ?? {};
  if (!isJsonObject(value)) throw corrupt(path, `"${key}" is not an object`);
  return value;
}

function stringMap(path: string, raw: JsonObject, key: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectKey(path, raw, key)).map(([name, value]) => {
    if (typeof value !== "string") throw corrupt(path, `"${name}" of "${key}" is not a string`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

function mapOfObjects(
  path: string,
  raw: JsonObject,
  key: string,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const entries = Object.entries(objectKey(path, raw, key)).map(([name, value]) => {
    if (!isJsonObject(value)) throw corrupt(path, `"${name}" of "${key}" is not an object`);
    const strings = Object.entries(value).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    );
    return [name, Object.fromEntries(strings)] as const;
  });
  return Object.fromEntries(entries);
}

function stringList(path: string, raw: JsonObject, key: string): readonly string[] {
  const value = raw[key] ?? [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) {
    throw corrupt(path, `"${key}" is not a list of strings`);
  }
  return value as string[];
}
