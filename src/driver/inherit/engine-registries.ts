import type { EngineInfo } from "../../engine/contract/engine.js";
import { fieldOf } from "../../util/json-value.js";
import type { InheritedRegistrySetting } from "../contract/inherited-settings.js";
import { isLoopback, isRegistryName } from "./host-names.js";
import type { RegistryProtocol } from "./probe-registry.js";

/** What the engine's own configuration says of registries, as buildkitd.toml says it. */
export interface EngineRegistries {
  readonly settings: readonly InheritedRegistrySetting[];
  readonly warnings: readonly string[];
}

/** How the daemon will see the network, and how a registry is asked. */
export interface RegistryView {
  /** The daemon shares the network of the engine's host, whose loopback is then its own. */
  readonly onHostNetwork: boolean;
  probe(host: string): Promise<RegistryProtocol>;
}

const mirrorsFrom = "the engine's registry mirrors";
const insecureFrom = "the engine's insecure registries";

/**
 * Mirrors of Docker Hub and insecure registries by `RegistryConfig` of the engine's `info`. An insecure registry is asked
 * whether it speaks HTTP or unverified TLS; one that does not answer gets both, which BuildKit tries in turn. What every
 * engine says of its own loopback is no setting.
 */
export async function engineRegistries(info: EngineInfo, view: RegistryView): Promise<EngineRegistries> {
  const config = info.RegistryConfig;
  const warnings: string[] = [];
  const useful = (host: string, what: string) => {
    if (view.onHostNetwork || !isLoopback(host)) return true;
    warnings.push(
      `${what} ${host} is not inherited: it is on the loopback of the engine's host, which the builder reaches only with the driver option network=host`,
    );
    return false;
  };
  const mirrors = texts(fieldOf(config, "Mirrors"))
    .flatMap(parseMirror)
    .filter(({ host }) => useful(host, "mirror"));
  const insecure = Object.entries(Object(fieldOf(config, "IndexConfigs")))
    .filter(([host, entry]) => fieldOf(entry, "Secure") === false && isRegistryName(host))
    .map(([host]) => host)
    // Loopback registries are spoken to in HTTP anyway.
    .filter((host) => view.onHostNetwork || !isLoopback(host));
  for (const range of texts(fieldOf(config, "InsecureRegistryCIDRs"))) {
    if (/^127\.|^::1/.test(range)) continue;
    warnings.push(`insecure registries in ${range} are not inherited: BuildKit needs each by its name`);
  }
  const settings = await Promise.all(insecure.map((host) => insecureSettings(host, view)));
  const plain = mirrors.filter(({ plainHttp, host }) => plainHttp && !insecure.includes(host));
  return {
    warnings,
    settings: [
      ...mirrorSettings(mirrors),
      ...plain.map(({ host }) => registrySetting(host, "http", true, mirrorsFrom)),
      ...settings.flat(),
    ],
  };
}

async function insecureSettings(host: string, view: RegistryView): Promise<InheritedRegistrySetting[]> {
  const protocol = await view.probe(host);
  return [
    ...(protocol === "tls" ? [] : [registrySetting(host, "http", true, insecureFrom)]),
    ...(protocol === "http" ? [] : [registrySetting(host, "insecure", true, insecureFrom)]),
  ];
}

function registrySetting(
  host: string,
  key: InheritedRegistrySetting["key"],
  value: InheritedRegistrySetting["value"],
  from: string,
): InheritedRegistrySetting {
  return { kind: "registry", host, key, value, from };
}

interface Mirror {
  readonly host: string;
  readonly address: string;
  readonly plainHttp: boolean;
}

function mirrorSettings(mirrors: readonly Mirror[]): InheritedRegistrySetting[] {
  if (mirrors.length === 0) return [];
  const addresses = mirrors.map(({ address }) => address);
  return [registrySetting("docker.io", "mirrors", addresses, mirrorsFrom)];
}

/** A mirror of the engine is a URL; BuildKit's has no scheme. */
function parseMirror(text: string): Mirror[] {
  if (!URL.canParse(text)) return [];
  const { protocol, host, pathname } = new URL(text);
  if (host === "" || !/^https?:$/.test(protocol)) return [];
  return [{ host, address: `${host}${pathname.replace(/\/+$/, "")}`, plainHttp: protocol === "http:" }];
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
