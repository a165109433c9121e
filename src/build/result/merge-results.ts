import { dockerConfigDir, resolveScopedCredentials } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import { isDigest } from "../../oci/digest.js";
import { parseReference, type Reference } from "../../oci/reference.js";
import { combineManifests, RegistryClient } from "../../oci/registry/index.js";
import { reportVertex } from "../../progress/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { indexAnnotations } from "../exports/index-annotations.js";
import { type MergedPush, mergedPush } from "../exports/multi-node-exports.js";
import type { BuildPlan } from "../prepare-build.js";
import type { NodeResult } from "../solve/node-result.js";
import { registrySettings } from "./registry-settings.js";

/** The part of a plan that the merge looks at. */
export type MergePlan = Pick<BuildPlan, "options" | "env" | "builder" | "exports">;

/**
 * The result of a build whose platforms were spread over several nodes. What the nodes pushed by digest is put together
 * into one index, and that is pushed to every tag; the answer is then its digest alone. Without a push the first node's
 * answer stands for all, as in Buildx.
 *
 * @throws SlipwayError `auth-failed`, `registry-error`, `not-found`, `protocol-error`, `canceled`.
 */
export async function mergeResults(plan: MergePlan, results: readonly NodeResult[]): Promise<NodeResult> {
  const [first] = results;
  if (first === undefined) throw new SlipwayError("internal", "a build without any result");
  const push = mergedPush(plan.exports);
  if (results.length === 1 || push === undefined || first.call !== undefined) return first;
  const sources = results.flatMap(({ response }) => descriptorOf(response) ?? []);
  if (sources.length === 0) return first;
  const digest = await reportVertex(
    plan.options.progress,
    `merging manifest list ${push.names.join(",")}`,
    () => pushIndex(plan, push, sources),
  );
  return { ...first, response: { "containerimage.digest": digest } };
}

/** What a node's image exporter made. */
function descriptorOf(response: Readonly<Record<string, string>>): Descriptor | undefined {
  const encoded = response["containerimage.descriptor"];
  if (encoded === undefined) return undefined;
  const descriptor = parseJson(Buffer.from(encoded, "base64").toString("utf8"));
  if (isDigest(String(fieldOf(descriptor, "digest")))) return descriptor as Descriptor;
  throw new SlipwayError("protocol-error", "the daemon's containerimage.descriptor is no descriptor");
}

async function pushIndex(plan: MergePlan, push: MergedPush, sources: readonly Descriptor[]): Promise<string> {
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
      resolveScopedCredentials(host, scopes, { env, configDir, ...(signal === undefined ? {} : { signal }) }),
  });
}
