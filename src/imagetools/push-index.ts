import { indexAnnotations } from "../build/exports/index-annotations.js";
import type { MergedPush } from "../build/exports/multi-node-exports.js";
import type { BuildPlan } from "../build/prepare-build.js";
import { lookUpLogin } from "../builder/registry/look-up-login.js";
import { registrySettings } from "../builder/registry/registry-settings.js";
import { dockerConfigDir } from "../engine/index.js";
import { SlipwayError } from "../errors/index.js";
import type { Descriptor } from "../oci/descriptor.js";
import { parseReference, type Reference } from "../oci/reference.js";
import { RegistryClient } from "../oci/registry/index.js";
import { combineManifests } from "./combine-manifests.js";

/** The part of a plan that the merge looks at. */
export type MergePlan = Pick<BuildPlan, "options" | "env" | "builder" | "exports">;

/** Puts the index of `sources` under every name of the push; resolves with its digest. */
export async function pushIndex(
  plan: MergePlan,
  push: MergedPush,
  sources: readonly Descriptor[],
): Promise<string> {
  const [first, ...others] = push.names.map(parseReference);
  if (first === undefined) throw new SlipwayError("internal", "a push without a name");
  const clients = new Map<string, Promise<RegistryClient>>();
  const clientOf = ({ domain }: Reference) => {
    const client = clients.get(domain) ?? openRegistry(plan, push, domain);
    clients.set(domain, client);
    return client;
  };
  const { signal } = plan.options;
  const annotations = indexAnnotations(plan.exports);
  const client = await clientOf(first);
  const { descriptor, content } = await combineManifests(client, first.path, sources, annotations, {
    signal,
  });
  for (const name of [first, ...others]) {
    const manifest = { mediaType: descriptor.mediaType, content };
    await (await clientOf(name)).putManifest(name.path, name.tag ?? "latest", manifest, { signal });
  }
  return descriptor.digest;
}

/** Buildx takes the registries' settings from the builder's first node. */
async function openRegistry(plan: MergePlan, push: MergedPush, domain: string): Promise<RegistryClient> {
  const { env, options, builder } = plan;
  const configDir = dockerConfigDir(env, options.docker?.config);
  const { signal } = options;
  const settings = await registrySettings(builder.nodes[0], domain);
  return new RegistryClient(domain, {
    ...settings,
    ...(push.insecure ? { plainHttp: true } : {}),
    login: (host, scopes) =>
      lookUpLogin(host, scopes, options, {
        env,
        configDir,
        signal,
      }),
  });
}
