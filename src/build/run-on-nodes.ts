import { EngineImages } from "./engine-image/engine-images.js";
import type { BuildResult } from "./options/build-options.js";
import { type BuildInvocation, type BuildPlan, prepareBuild } from "./prepare-build.js";
import { decodeMetadata, imageIdOf } from "./result/build-metadata.js";
import { mergeResults } from "./result/merge-results.js";
import { MetadataWarnings } from "./result/metadata-warnings.js";
import type { NodeResult } from "./result/node-result.js";
import { solveNode } from "./solve/solve-node.js";

/** Prepares a build whose nodes are known, solves it on them and writes down the result. Throws as `build`. */
export async function runOnNodes(given: Omit<BuildInvocation, "engineImages">): Promise<BuildResult> {
  const warnings = new MetadataWarnings(given.options.progress);
  const options = { ...given.options, progress: warnings };
  const engineImages = new EngineImages(options);
  try {
    const plan = await prepareBuild({ ...given, options, engineImages });
    const results = await solveShares(plan);
    return finish(given, await mergeResults(plan, results), warnings);
  } finally {
    await engineImages.close();
  }
}

/** Solves on all nodes at once; the first that fails calls the others off. */
async function solveShares(plan: BuildPlan): Promise<NodeResult[]> {
  const [first, ...others] = plan.shares;
  if (first !== undefined && others.length === 0) return [await solveNode(plan, first)];
  const failed = new AbortController();
  const { signal } = plan.options;
  const shared = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const together = { ...plan, options: { ...plan.options, signal: shared } };
  const solving = plan.shares.map(async (share) => {
    try {
      return await solveNode(together, share);
    } catch (reason) {
      failed.abort(reason);
      throw reason;
    }
  });
  // The one that failed by itself settles first; the rest fail because of it.
  const settled = await Promise.allSettled(solving);
  if (failed.signal.aborted) throw failed.signal.reason;
  return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

async function finish(
  { env, resultFiles }: Pick<BuildInvocation, "env" | "resultFiles">,
  merged: NodeResult,
  warnings: MetadataWarnings,
): Promise<BuildResult> {
  const metadata =
    merged.call === undefined
      ? warnings.addTo(decodeMetadata(merged.response), env)
      : decodeMetadata(textMetadata(merged));
  const imageId = imageIdOf(merged.response);
  await resultFiles.write(imageId, metadata);
  const digest = merged.response["containerimage.digest"];
  const inlineMessage = merged.response["frontend.result.inlinemessage"];
  return {
    ref: merged.ref,
    imageId,
    metadata,
    ...(digest === undefined ? {} : { digest }),
    ...(inlineMessage === undefined ? {} : { inlineMessage }),
    ...(merged.call === undefined ? {} : { call: merged.call }),
  };
}

/** A call's metadata is what the frontend answered. */
function textMetadata({ frontendMetadata }: NodeResult): Record<string, string> {
  const entries = Object.entries(frontendMetadata);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value).toString("utf8")]));
}
