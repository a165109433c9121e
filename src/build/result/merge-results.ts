import { SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import { isDigest } from "../../oci/digest.js";
import { reportVertex } from "../../progress/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { indexAnnotations } from "../exports/index-annotations.js";
import { type MergedPush, mergedPush } from "../exports/multi-node-exports.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeResult } from "./node-result.js";

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
    () => pushMerged(plan, push, sources),
  );
  return { ...first, response: { "containerimage.digest": digest } };
}

async function pushMerged(
  plan: MergePlan,
  push: MergedPush,
  sources: readonly Descriptor[],
): Promise<string> {
  const { openRegistry } = await import("../../builder/registry/open-registry.js");
  const { pushIndex } = await import("../../imagetools/push-index.js");
  const { env, options, builder } = plan;
  const settings = { ...options, env, insecure: push.insecure };
  return pushIndex({
    names: push.names,
    sources,
    annotations: indexAnnotations(plan.exports),
    open: (domain) => openRegistry(builder.nodes[0], domain, settings),
    signal: options.signal,
  });
}

/** What a node's image exporter made. */
function descriptorOf(response: Readonly<Record<string, string>>): Descriptor | undefined {
  const encoded = response["containerimage.descriptor"];
  if (encoded === undefined) return undefined;
  const descriptor = parseJson(Buffer.from(encoded, "base64").toString("utf8"));
  if (isDigest(String(fieldOf(descriptor, "digest")))) return descriptor as Descriptor;
  throw new SlipwayError("protocol-error", "the daemon's containerimage.descriptor is no descriptor");
}
