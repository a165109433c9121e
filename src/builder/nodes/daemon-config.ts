import { open } from "node:fs/promises";
import { basename, posix } from "node:path";
import { isError, SlipwayError } from "../../errors/index.js";
import { parseToml } from "../../util/parse-toml.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { writeToml } from "../../util/write-toml.js";
import { hasCode } from "../store/state-directory.js";
import { wrongValue } from "./daemon-config-types.js";

/** Where the files end up in the container. */
const configDirectory = "/etc/buildkit";
const configFile = "buildkitd.toml";
const largestFile = 1024 * 1024;

/** The daemon's configuration, ready to be copied to a container. */
export interface DaemonConfig {
  /** By path below /etc/buildkit; `buildkitd.toml` is one of them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What the file allows under `insecure-entitlements`. */
  readonly entitlements: readonly string[];
}

type Table = Record<string, unknown>;

/**
 * Reads a buildkitd.toml with the certificates that its registries name; in the copy their paths are those in the
 * container.
 *
 * @throws SlipwayError `not-found`, `io-error`, `invalid-argument`; the message names the file.
 */
export async function loadDaemonConfig(path: string): Promise<DaemonConfig> {
  const text = new TextDecoder().decode(await readConfig(path));
  const config = await parseConfig(path, text);
  const files = new Map<string, Uint8Array>();
  for (const [name, registry] of Object.entries(tableOf(path, config, "registry"))) {
    if (!isTable(registry)) throw invalid(path, `invalid registry config for "${name}"`);
    await collectCertificates(path, name, registry, files);
  }
  // As Buildx stores it: in one dialect, whatever the user's.
  files.set(configFile, new TextEncoder().encode(writeToml(config)));
  return { files, entitlements: strings(config["insecure-entitlements"]) };
}

async function collectCertificates(
  path: string,
  registry: string,
  table: Table,
  files: Map<string, Uint8Array>,
): Promise<void> {
  const directory = posix.join("certs", registry.replace(/[^a-zA-Z0-9.-]+/g, "_"));
  const copy = async (what: string, source: string): Promise<string> => {
    const target = posix.join(directory, basename(source));
    files.set(target, await readLimited(source, `failed to read ${what} file: ${source}`));
    return posix.join(configDirectory, target);
  };
  if (table.ca !== undefined) {
    const authorities = strings(table.ca);
    table.ca = await Promise.all(authorities.map((source) => copy("CA", source)));
  }
  if (!Array.isArray(table.keypair)) return;
  for (const pair of table.keypair) {
    if (!isTable(pair)) throw invalid(path, `invalid registry config for "${registry}"`);
    if (typeof pair.key === "string") pair.key = await copy("key", pair.key);
    if (typeof pair.cert === "string") pair.cert = await copy("cert", pair.cert);
  }
}

async function readConfig(path: string): Promise<Uint8Array> {
  try {
    return await readLimited(path, `failed to read buildkit configuration file: ${path}`);
  } catch (error) {
    const cause = error instanceof SlipwayError ? error.cause : error;
    if (!hasCode(cause, "ENOENT")) throw error;
    throw new SlipwayError(
      "not-found",
      `buildkit configuration file not found: ${path}: stat ${path}: no such file or directory`,
      { cause, details: { path } },
    );
  }
}

async function readLimited(path: string, failure: string): Promise<Uint8Array> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size > largestFile)
        throw new SlipwayError("invalid-argument", `${failure}: it is larger than 1 MiB`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    const reason = isError(error) ? systemErrorText(error) : String(error);
    const code = hasCode(error, "ENOENT") ? "not-found" : "io-error";
    throw new SlipwayError(code, `${failure}: ${reason}`, { cause: error, details: { path } });
  }
}

async function parseConfig(path: string, text: string): Promise<Table> {
  const config = await parseToml(text, { integersAsBigInt: true }).catch((error: Error) => {
    throw new SlipwayError(
      "invalid-argument",
      `failed to parse buildkit configuration file: ${path}: ${error.message}`,
      { cause: error, details: { path } },
    );
  });
  const wrong = wrongValue(config);
  if (wrong !== undefined) throw invalid(path, `failed to parse config: ${wrong}`);
  return config;
}

function tableOf(path: string, config: Table, key: string): Table {
  const value = config[key];
  if (value === undefined) return {};
  if (isTable(value)) return value;
  throw invalid(path, `${key} is not a table`);
}

function invalid(path: string, reason: string): SlipwayError {
  return new SlipwayError(
    "invalid-argument",
    `failed to load buildkit configuration file: ${path}: ${reason}`,
    { details: { path } },
  );
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
