import type { LookUpLogin } from "../builder/registry/login-types.js";
import { lookUpLogin } from "../builder/registry/look-up-login.js";
import { registrySettings } from "../builder/registry/registry-settings.js";
import type { BuilderContext, BuilderNode } from "../builder/types.js";
import { dockerConfigDir } from "../engine/index.js";
import { SlipwayError } from "../errors/index.js";
import type { Descriptor } from "../oci/descriptor.js";
import { parseReference, type Reference } from "../oci/reference.js";
import { RegistryClient } from "../oci/registry/index.js";
import { combineManifests, type IndexAnnotations } from "./combine-manifests.js";

/** An index to make of what lies in a registry, and the names it gets. */
export interface IndexPush {
  /** Normalized references; the first one's repository has the sources. */
  readonly names: readonly string[];
  readonly sources: readonly Descriptor[];
  readonly annotations: IndexAnnotations;
  /** The registry speaks plain HTTP. */
  readonly insecure: boolean;
}

/** How registries are reached. */
export interface RegistryAccess extends Pick<BuilderContext, "docker" | "signal"> {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Logins, before those of the Docker configuration. */
  readonly credentials?: LookUpLogin | undefined;
  /** The node whose configuration says how registries are reached: Buildx takes the builder's first. */
  readonly node: BuilderNode | undefined;
}

/** Puts the index of the sources under every name of the push; resolves with its digest. */
export async function pushIndex(push: IndexPush, access: RegistryAccess): Promise<string> {
  const [first, ...others] = push.names.map(parseReference);
  if (first === undefined) throw new SlipwayError("internal", "a push without a name");
  const clients = new Map<string, Promise<RegistryClient>>();
  const clientOf = ({ domain }: Reference) => {
    const client = clients.get(domain) ?? openRegistry(domain, push.insecure, access);
    clients.set(domain, client);
    return client;
  };
  const { signal } = access;
  const client = await clientOf(first);
  const { descriptor, content } = await combineManifests(client, first.path, push.sources, push.annotations, {
    signal,
  });
  for (const name of [first, ...others]) {
    const manifest = { mediaType: descriptor.mediaType, content };
    await (await clientOf(name)).putManifest(name.path, name.tag ?? "latest", manifest, { signal });
  }
  return descriptor.digest;
}

async function openRegistry(
  domain: string,
  insecure: boolean,
  access: RegistryAccess,
): Promise<RegistryClient> {
  const { env, docker, signal } = access;
  const configDir = dockerConfigDir(env, docker?.config);
  const settings = await registrySettings(access.node, domain);
  return new RegistryClient(domain, {
    ...settings,
    ...(insecure ? { plainHttp: true } : {}),
    login: (host, scopes) => lookUpLogin(host, scopes, access, { env, configDir, signal }),
  });
}
