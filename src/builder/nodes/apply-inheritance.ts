import type {
  InheritedRegistrySetting,
  InheritedSetting,
  InheritedVariable,
  InheritedWorkerSetting,
} from "../../driver/contract/inherited-settings.js";
import { fieldOf } from "../../util/json-value.js";
import { parseToml } from "../../util/parse-toml.js";
import { writeToml } from "../../util/write-toml.js";
import type { StoredNode } from "../store/instance.js";

const configFile = "buildkitd.toml";
const configDirectory = "/etc/buildkit/";
const inheritedRegistry = /^registry\.(.+)\.(mirrors|http|insecure|ca|keypair)$/s;
const inheritedWorker = /^worker\.oci\.(\w+)$/;

type Table = Record<string, unknown>;

/** The part of a node that settings are taken over into. */
export interface Configuration {
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What of it was taken over, as {@link StoredNode} has it. */
  readonly inherited?: Readonly<Record<string, string>> | undefined;
}

/** A configuration with the settings that it says nothing of itself. */
export async function applyInheritance(
  own: Configuration,
  settings: readonly InheritedSetting[],
): Promise<Configuration> {
  const driverOptions = { ...own.driverOptions };
  const files = new Map(own.files);
  const inherited: Record<string, string> = {};
  const config = await parseConfig(own.files);
  const registries = tableOf(config.registry);
  const worker = tableOf(tableOf(config.worker).oci);
  const saidOfWorker = new Set(keysOf(worker));
  const said = new Map(Object.entries(registries).map(([host, table]) => [host, new Set(keysOf(table))]));
  for (const setting of settings) {
    if (setting.kind === "environment") {
      if (hasVariable(own, setting)) continue;
      driverOptions[`env.${setting.name}`] = setting.value;
    } else if (setting.kind === "worker") {
      if (decidesOnGarbage(saidOfWorker, setting)) continue;
      worker[setting.key] = setting.value;
    } else {
      if (saysSomething(said.get(setting.host), setting)) continue;
      registries[setting.host] = { ...tableOf(registries[setting.host]), [setting.key]: setting.value };
    }
    inherited[keyOf(setting)] = setting.from;
    for (const [path, content] of setting.files ?? []) files.set(path, content);
  }
  if (Object.keys(inherited).length === 0) return own;
  if (Object.keys(inherited).some((key) => inheritedRegistry.test(key) || inheritedWorker.test(key))) {
    files.set(configFile, tomlOf(config, registries, worker));
  }
  return { driverOptions, files, inherited };
}

/** What of a node's configuration is the user's own. */
export async function ownConfiguration(node: StoredNode): Promise<Configuration> {
  const { inherited = {} } = node;
  const names = Object.keys(inherited);
  const files = new Map(node.files ?? []);
  const driverOptions = Object.fromEntries(
    Object.entries(node.driverOptions ?? {}).filter(([name]) => !Object.hasOwn(inherited, name)),
  );
  if (Object.hasOwn(inherited, "env.SSL_CERT_DIR")) removeFiles(files, /^certs\/system\//);
  if (!names.some((name) => inheritedRegistry.test(name) || inheritedWorker.test(name))) {
    return { driverOptions, files };
  }
  const config = await parseConfig(files);
  const registries = tableOf(config.registry);
  const worker = tableOf(tableOf(config.worker).oci);
  for (const name of names) {
    const [, limit] = inheritedWorker.exec(name) ?? [];
    if (limit !== undefined) delete worker[limit];
    const [, host, key] = inheritedRegistry.exec(name) ?? [];
    if (host === undefined || key === undefined) continue;
    const { [key]: value, ...rest } = tableOf(registries[host]);
    if (Object.keys(rest).length === 0) delete registries[host];
    else registries[host] = rest;
    for (const path of pathsIn(value)) files.delete(path);
  }
  const left = tomlOf(config, registries, worker);
  if (left.length === 0) files.delete(configFile);
  else files.set(configFile, left);
  return { driverOptions, files };
}

/** The configuration with other registries and another OCI worker, neither where it says nothing. */
function tomlOf(config: Table, registries: Table, oci: Table): Uint8Array {
  const { registry: _registry, worker: _worker, ...others } = config;
  const { oci: _oci, ...otherWorkers } = tableOf(config.worker);
  const workers = isEmpty(oci) ? otherWorkers : { ...otherWorkers, oci };
  const toml = writeToml({
    ...others,
    ...(isEmpty(registries) ? {} : { registry: registries }),
    ...(isEmpty(workers) ? {} : { worker: workers }),
  });
  return new TextEncoder().encode(toml);
}

const isEmpty = (table: Table) => Object.keys(table).length === 0;

/** Whether the user's file has the say over what is kept. */
function decidesOnGarbage(said: ReadonlySet<string>, { key }: InheritedWorkerSetting): boolean {
  return said.has("gcpolicy") || said.has(key.toLowerCase());
}

function keyOf(setting: InheritedSetting): string {
  if (setting.kind === "worker") return `worker.oci.${setting.key}`;
  return setting.kind === "environment" ? `env.${setting.name}` : `registry.${setting.host}.${setting.key}`;
}

/** Programs look at proxies in capital and small letters. */
function hasVariable({ driverOptions }: Configuration, { name }: InheritedVariable): boolean {
  return [name, name.toLowerCase()].some((spelling) => Object.hasOwn(driverOptions, `env.${spelling}`));
}

/** Whether the user has decided on a setting; of how a registry is spoken to, either key decides. */
function saysSomething(keys: ReadonlySet<string> | undefined, { key }: InheritedRegistrySetting): boolean {
  const together = key === "http" || key === "insecure" ? ["http", "insecure"] : [key];
  return together.some((name) => keys?.has(name));
}

function removeFiles(files: Map<string, Uint8Array>, pattern: RegExp): void {
  for (const path of [...files.keys()]) if (pattern.test(path)) files.delete(path);
}

/** Files that the value of `ca` or `keypair` names, by their paths in the record. */
function pathsIn(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items
    .flatMap((item) => [item, fieldOf(item, "key"), fieldOf(item, "cert")])
    .filter((path) => typeof path === "string")
    .filter((path) => path.startsWith(configDirectory))
    .map((path) => path.slice(configDirectory.length));
}

async function parseConfig(files: ReadonlyMap<string, Uint8Array>): Promise<Table> {
  const content = files.get(configFile);
  if (content === undefined) return {};
  return parseToml(new TextDecoder().decode(content), { integersAsBigInt: true });
}

function tableOf(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function keysOf(table: unknown): string[] {
  return Object.keys(tableOf(table)).map((key) => key.toLowerCase());
}
