import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { readSmallFile } from "../../util/read-small-file.js";
import type { InheritedRegistrySetting, InheritedVariable } from "../contract/inherited-settings.js";
import { isRegistryName } from "./host-names.js";

/** Where the daemon finds the files of a builder. */
const configDirectory = "/etc/buildkit";
const largestFile = 256 * 1024;
/** Registries, and certificates of the machine, that are looked at. */
const mostEntries = 100;

/** Directories in which distributions keep the authorities that an administrator adds to theirs. */
const additionDirectories = [
  "/usr/local/share/ca-certificates",
  "/etc/pki/ca-trust/source/anchors",
  "/etc/pki/trust/anchors",
  "/etc/ca-certificates/trust-source/anchors",
];

/** What was read, and what could not be, with the reason. */
export interface Certificates<Setting> {
  readonly settings: readonly Setting[];
  readonly warnings: readonly string[];
}

/**
 * What the engine's `certs.d` has for each registry: its authorities (`*.crt`) and client certificates (`NAME.cert` with
 * `NAME.key`). A file that may not be read is left out with a warning.
 */
export async function registryCertificates(
  directory: string,
): Promise<Certificates<InheritedRegistrySetting>> {
  const hosts = (await namesIn(directory)).filter(isRegistryName).slice(0, mostEntries);
  const found = await Promise.all(hosts.map((host) => certificatesOf(directory, host)));
  return {
    settings: found.flatMap(({ settings }) => settings),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

async function certificatesOf(
  directory: string,
  host: string,
): Promise<Certificates<InheritedRegistrySetting>> {
  const from = join(directory, host);
  const names = await namesIn(from);
  const reader = new FileReader(from, posix.join("certs", host.replace(/[^a-zA-Z0-9.-]+/g, "_")));
  const ca: string[] = [];
  for (const name of names.filter((name) => name.endsWith(".crt"))) ca.push(...(await reader.take([name])));
  const pairs: Record<"key" | "cert", string>[] = [];
  for (const name of names.filter((name) => name.endsWith(".cert"))) {
    const [cert, key] = await reader.take([name, name.replace(/\.cert$/, ".key")]);
    if (cert !== undefined && key !== undefined) pairs.push({ key, cert });
  }
  const { files, warnings } = reader;
  const common = {
    kind: "registry",
    host: host === "registry-1.docker.io" ? "docker.io" : host,
    from,
  } as const;
  const ofPaths = (paths: readonly string[]) =>
    new Map([...files].filter(([path]) => paths.includes(posix.join(configDirectory, path))));
  const pairPaths = pairs.flatMap(({ key, cert }) => [key, cert]);
  return {
    warnings,
    settings: [
      ...(ca.length === 0 ? [] : [{ ...common, key: "ca" as const, value: ca, files: ofPaths(ca) }]),
      ...(pairs.length === 0
        ? []
        : [{ ...common, key: "keypair" as const, value: pairs, files: ofPaths(pairPaths) }]),
    ],
  };
}

/**
 * The authorities that the machine's administrator added to those of the distribution, as a directory that the daemon
 * looks into beside its image's own: Go's programs read all that `SSL_CERT_DIR` names.
 */
export async function systemAuthorities(
  directories: readonly string[] = additionDirectories,
): Promise<Certificates<InheritedVariable>> {
  const files = new Map<string, Uint8Array>();
  const warnings: string[] = [];
  const sources: string[] = [];
  const target = "certs/system";
  for (const directory of directories) {
    const reader = new FileReader(directory, target);
    const names = (await namesIn(directory)).filter((name) => /\.(crt|pem)$/.test(name));
    for (const name of names.slice(0, mostEntries)) await reader.take([name]);
    if (reader.files.size > 0) sources.push(directory);
    for (const [path, content] of reader.files) files.set(path, content);
    warnings.push(...reader.warnings);
  }
  if (files.size === 0) return { settings: [], warnings };
  const value = `/etc/ssl/certs:${posix.join(configDirectory, target)}`;
  const from = sources.join(" and ");
  return { settings: [{ kind: "environment", name: "SSL_CERT_DIR", value, files, from }], warnings };
}

/** Reads files of a directory for the container. */
class FileReader {
  readonly files = new Map<string, Uint8Array>();
  readonly warnings: string[] = [];
  readonly #from: string;
  readonly #to: string;

  constructor(from: string, to: string) {
    this.#from = from;
    this.#to = to;
  }

  /** The paths of the files in the container; none of them when one cannot be read. */
  async take(names: readonly string[]): Promise<string[]> {
    const contents: [string, Uint8Array][] = [];
    for (const name of names) {
      const path = join(this.#from, name);
      try {
        contents.push([posix.join(this.#to, name), await readSmallFile(path, largestFile)]);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.warnings.push(`${path} is not inherited: ${reason}`);
        return [];
      }
    }
    for (const [path, content] of contents) this.files.set(path, content);
    return contents.map(([path]) => posix.join(configDirectory, path));
  }
}

/** Names in a directory, in order; none where there is no such directory. */
async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).sort();
}
