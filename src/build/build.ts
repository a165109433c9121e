import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { resolveBuilder } from "../builder/index.js";
import type { BuilderInfo } from "../builder/types.js";
import { isSlipwayError, SlipwayError } from "../errors/index.js";
import { isDefaultLoadOff } from "./default-load.js";
import { RunningBuild } from "./handle/running-build.js";
import type { BuildOptions, BuildResult } from "./options.js";
import { type BuildFlags, parseBuildFlags } from "./parse/build-flags.js";
import { parsePlatforms } from "./parse/platforms.js";
import { planNodes } from "./plan/plan-nodes.js";
import { type BuildPlan, prepareBuild } from "./prepare-build.js";
import { decodeMetadata, imageIdOf, writeResultFile } from "./result/build-metadata.js";
import { mergeResults } from "./result/merge-results.js";
import type { ConnectionPool } from "./solve/connection-pool.js";
import { nodePlatforms } from "./solve/node-platforms.js";
import type { NodeResult } from "./solve/node-result.js";
import { solveNode } from "./solve/solve-node.js";

const PREFIX = "failed to build: ";

/**
 * Builds an image, or answers a `--call`, on a builder; boots the builder when it does not run. What it returns is
 * awaited for the result and iterated for events; everything the daemon reports goes to `options.progress` as well. An
 * aborted `options.signal` cancels the build in the daemon.
 *
 * @throws BuildError when the daemon ran the build and it failed; SlipwayError for everything else. Nothing is left
 * running or half-written. Both are given where the result is awaited, never thrown by the call itself.
 */
export function build(options: BuildOptions): RunningBuild {
  return new RunningBuild(options, (given) => performBuild(given));
}

/** Performs a build, on connections that others use too if they are given. */
export async function performBuild(
  options: BuildOptions,
  connections?: ConnectionPool,
): Promise<BuildResult> {
  const env = options.env ?? process.env;
  const flags = parseBuildFlags(options, env);
  if (options.iidFile !== undefined)
    rmSync(resolve(options.cwd ?? process.cwd(), options.iidFile), { force: true });
  const builder = await resolveBuilder(options.builder || env.BUILDX_BUILDER || undefined, options);
  try {
    return await runBuild(options, flags, env, builder, connections);
  } catch (reason) {
    const error =
      isSlipwayError(reason) && reason.code !== "canceled" ? reason : canceledOr(reason, options.signal);
    error.message = `${PREFIX}${error.message}`;
    throw error;
  }
}

function canceledOr(reason: unknown, signal: AbortSignal | undefined): SlipwayError {
  if (!signal?.aborted && !isSlipwayError(reason, "canceled")) return SlipwayError.from(reason);
  return new SlipwayError("canceled", "failed to solve: Canceled: context canceled", { cause: reason });
}

type Environment = Readonly<Record<string, string | undefined>>;

async function runBuild(
  options: BuildOptions,
  flags: BuildFlags,
  env: Environment,
  builder: BuilderInfo,
  connections: ConnectionPool | undefined,
): Promise<BuildResult> {
  const cwd = options.cwd ?? process.cwd();
  options.onBuilder?.({ name: builder.name, driver: builder.driver });
  warnWithoutOutput(builder, options, flags, env);
  const platforms = parsePlatforms(options.platforms ?? defaultPlatforms(env));
  const shares = await planNodes(builder.nodes, platforms, (node) => nodePlatforms(node, options));
  const plan = await prepareBuild({ options, flags, env, cwd, builder, shares, connections });
  const results = await solveShares(plan);
  const merged = await mergeResults(plan, results);
  return finish(options, cwd, merged);
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

function defaultPlatforms(env: Environment): string[] {
  return env.DOCKER_DEFAULT_PLATFORM ? [env.DOCKER_DEFAULT_PLATFORM] : [];
}

/** Says that a build without an output leaves its result where nobody sees it. */
function warnWithoutOutput(
  builder: BuilderInfo,
  options: BuildOptions,
  flags: BuildFlags,
  env: Environment,
): void {
  const node = builder.nodes.find(({ driver }) => driver !== undefined && driver.name !== "docker");
  const hasOutput = flags.outputs.length > 0 || options.load || options.push;
  if (hasOutput || flags.call !== undefined || isDefaultLoadOff(env)) return;
  if (node?.driver === undefined || node.driver.features.defaultLoad) return;
  options.onWarning?.(
    `No output specified with ${node.driver.name} driver. Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load`,
  );
}

function finish(options: BuildOptions, cwd: string, merged: NodeResult): BuildResult {
  const metadata = decodeMetadata(merged.call === undefined ? merged.response : textMetadata(merged));
  const imageId = imageIdOf(merged.response);
  if (options.iidFile !== undefined) writeResultFile(resolve(cwd, options.iidFile), imageId);
  if (options.metadataFile !== undefined) {
    writeResultFile(resolve(cwd, options.metadataFile), JSON.stringify(metadata, undefined, 2));
  }
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
