import { type ConnectionPool, resolveBuilder } from "../builder/index.js";
import type { BuilderInfo } from "../builder/types.js";
import type { DriverOperationOptions } from "../driver/contract/driver.js";
import { isSlipwayError, SlipwayError } from "../errors/index.js";
import { EarlyStreams } from "./daemon/early-streams.js";
import { isDefaultLoadOff } from "./exports/default-load.js";
import type { BuildOptions, BuildResult } from "./options/build-options.js";
import { type BuildFlags, parseBuildFlags } from "./parse/build-flags.js";
import { parsePlatforms } from "./parse/platforms.js";
import { planNodes } from "./plan/plan-nodes.js";
import type { BuildInvocation } from "./prepare-build.js";
import { ResultFiles } from "./result/result-files.js";

const PREFIX = "failed to build: ";

/** Performs a build, on connections that others use too if they are given. Throws as `build`. */
export async function performBuild(
  options: BuildOptions,
  connections?: ConnectionPool,
): Promise<BuildResult> {
  const env = options.env ?? process.env;
  const flags = parseBuildFlags(options, env);
  const cwd = options.cwd ?? process.cwd();
  const resultFiles = new ResultFiles(options, cwd);
  await resultFiles.check();
  const policyFile = env.EXPERIMENTAL_BUILDKIT_SOURCE_POLICY;
  const sourcePolicy = policyFile ? await loadSourcePolicy(policyFile, cwd) : undefined;
  await resultFiles.forgetImageId();
  const builder = await resolveBuilder(options.builder || env.BUILDX_BUILDER || undefined, options);
  try {
    return await runBuild({ options, flags, env, cwd, sourcePolicy, resultFiles }, builder, connections);
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

async function loadSourcePolicy(path: string, cwd: string) {
  const { readSourcePolicy } = await import("./request/source-policy.js");
  return readSourcePolicy(path, cwd);
}

/** A build as it was asked for. */
type Request = Pick<BuildInvocation, "options" | "flags" | "env" | "cwd" | "sourcePolicy" | "resultFiles">;

async function runBuild(
  request: Request,
  builder: BuilderInfo,
  connections: ConnectionPool | undefined,
): Promise<BuildResult> {
  const { options, flags, env } = request;
  const platforms = parsePlatforms(options.platforms ?? defaultPlatforms(env));
  const shares = await planNodes(builder.nodes, platforms, async (node) => {
    const { nodePlatforms } = await import("./daemon/node-platforms.js");
    return nodePlatforms(node, options, connections);
  });
  const early = new EarlyStreams();
  try {
    if (connections === undefined) for (const { node } of shares) early.start(node, connectOptions(options));
    options.onBuilder?.({ name: builder.name, driver: builder.driver });
    warnWithoutOutput(builder, options, flags, env);
    await early.settled(HEAD_START);
    const { runOnNodes } = await import("./run-on-nodes.js");
    return await runOnNodes({ ...request, builder, shares, connections, early });
  } finally {
    early.discard();
  }
}

/** Milliseconds that connecting is given before this process is busy with loading and preparing the rest. */
const HEAD_START = 30;

function connectOptions({ signal }: BuildOptions): DriverOperationOptions {
  return { signal };
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
  if (hasOutput || flags.call !== undefined || isDefaultLoadOff(env, options.onWarning)) return;
  if (node?.driver === undefined || node.driver.features.defaultLoad) return;
  options.onWarning?.(
    `No output specified with ${node.driver.name} driver. Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load`,
  );
}
