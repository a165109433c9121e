import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { homeDirectory } from "../../util/home-directory.js";
import { fieldOf } from "../../util/json-value.js";
import { decodeAuthText } from "./auth-text.js";
import { ConfigFields } from "./config-fields.js";
import { type JsonObject, readJsonFile } from "./read-json-file.js";

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

/** Told about a config.json that cannot be used in whole; the same of a file is told once. */
export type ConfigWarning = (message: string) => void;

const told = new WeakMap<ConfigWarning, Set<string>>();

/**
 * Reads `config.json` of a configuration directory; a missing file gives an empty configuration. As with the Docker CLI,
 * what cannot be read of it is warned of and left out.
 */
export async function loadDockerConfig(configDir: string, onWarning?: ConfigWarning): Promise<DockerConfig> {
  const path = join(configDir, "config.json");
  const problems: string[] = [];
  const raw = await readJsonFile(path).catch((error: unknown) => {
    const reason = fieldOf(SlipwayError.from(error).details, "reason");
    problems.push(typeof reason === "string" ? reason : SlipwayError.from(error).message);
    return undefined;
  });
  const fields = new ConfigFields(raw ?? {}, problems);
  const credsStore = fields.text("credsStore");
  const currentContext = fields.text("currentContext");
  const config = {
    path,
    raw: raw ?? {},
    auths: readableAuths(fields.objects("auths"), problems),
    credHelpers: fields.texts("credHelpers"),
    httpHeaders: fields.texts("HttpHeaders"),
    proxies: fields.objects("proxies"),
    pruneFilters: fields.list("pruneFilters"),
    ...(credsStore && { credsStore }),
    ...(currentContext && { currentContext }),
  };
  if (problems[0] !== undefined) warnOnce(`Error parsing config file (${path}): ${problems[0]}`, onWarning);
  return config;
}

/** Without what is no login, so that it keeps nobody from other registries. */
function readableAuths(
  auths: Readonly<Record<string, AuthEntry>>,
  problems: string[],
): Readonly<Record<string, AuthEntry>> {
  const entries = Object.entries(auths).map(([host, { auth, ...rest }]): [string, AuthEntry] => {
    if (!auth || decodeAuthText(auth) !== undefined) return [host, { ...rest, ...(auth && { auth }) }];
    problems.push(`the "auth" of "${host}" is not base64 of user:password`);
    return [host, rest];
  });
  return Object.fromEntries(entries);
}

function warnOnce(message: string, onWarning: ConfigWarning | undefined): void {
  if (onWarning === undefined) return;
  const before = told.get(onWarning) ?? new Set();
  if (before.has(message)) return;
  told.set(onWarning, before.add(message));
  onWarning(message);
}
