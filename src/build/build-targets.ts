import { ConnectionPool } from "../builder/connections/connection-pool.js";
import { connectionSettings } from "../builder/connections/connection-settings.js";
import { asksForTraces } from "../buildkit/traces/trace-settings.js";
import { isSlipwayError, SlipwayError } from "../errors/index.js";
import { afterSending } from "../util/after-sending.js";
import { EarlyStreams } from "./daemon/early-streams.js";
import type { DaemonAccess } from "./daemon/with-daemon.js";
import { parsePlatforms } from "./parse/platforms.js";
import type { TargetRequest } from "./plan/build-plan.js";
import { type NodeShare, planNodes } from "./plan/plan-nodes.js";
import type { PlannedTarget, TargetsOptions } from "./plan/planned-target.js";
import { warnWithoutOutput } from "./plan/warn-without-output.js";
import type { NodeResult } from "./result/node-result.js";

/**
 * Builds targets together on one builder: each node has one connection, a directory that several targets read is sent
 * once, and a target may be a named context of another (`target:NAME`). The first that fails calls the others off.
 *
 * @returns by name, what each target's solves gave, merged.
 * @throws as `build`; where there are several targets, the message begins with `target NAME: `.
 */
export async function buildTargets(
  requests: readonly TargetRequest[],
  options: TargetsOptions,
): Promise<ReadonlyMap<string, NodeResult>> {
  const { builder, signal } = options;
  const connections = options.connections ?? new ConnectionPool(connectionSettings(requests[0]?.env));
  const early = new EarlyStreams();
  const run = async () => {
    const daemons = { connections, early };
    const targets = await planTargets(requests, options, daemons);
    // Of several builds that begin at once on shared connections, only one opens the connection that all of them take.
    const own = connections !== options.connections;
    for (const { node } of targets.flatMap(({ shares }) => shares)) {
      if (own && node.driver?.connectionKey === undefined) early.start(node, { signal });
    }
    warnWithoutOutput(builder, requests, options.onWarning);
    // What is asked to connect is on its way first, and what was answered is dealt with before there is more to do here.
    await afterSending();
    const { runTargets } = await import("./run-targets.js");
    await afterSending();
    return await runTargets(targets, { ...options, daemons });
  };
  try {
    return await traced(requests, options, run);
  } catch (reason) {
    throw isSlipwayError(reason) && reason.code !== "canceled" ? reason : canceledOr(reason, signal);
  } finally {
    early.discard();
    if (connections !== options.connections) await connections.close();
  }
}

/** Runs a build within a span, where the environment asks for one. */
async function traced<Result>(
  requests: readonly TargetRequest[],
  { spanName = "build", builder, onWarning }: TargetsOptions,
  run: () => Promise<Result>,
): Promise<Result> {
  const env = requests[0]?.env ?? {};
  if (!asksForTraces(env)) return run();
  const { traceBuild } = await import("../buildkit/traces/trace-build.js");
  return traceBuild({ name: spanName, attributes: { builder: builder.name }, env, onWarning }, run);
}

function canceledOr(reason: unknown, signal: AbortSignal | undefined): SlipwayError {
  if (!signal?.aborted && !isSlipwayError(reason, "canceled")) return SlipwayError.from(reason);
  return new SlipwayError("canceled", "failed to solve: Canceled: context canceled", { cause: reason });
}

/** Shares each target's platforms out between the nodes. A node's daemon is asked for its platforms once at most. */
async function planTargets(
  requests: readonly TargetRequest[],
  { builder, signal, progress }: TargetsOptions,
  { connections }: DaemonAccess,
): Promise<PlannedTarget[]> {
  const known = new Map<string, Promise<NodeShare["platforms"]>>();
  const platformsOf = (node: NodeShare["node"]) => {
    const asked =
      known.get(node.name) ??
      import("./daemon/node-platforms.js").then(({ nodePlatforms }) =>
        nodePlatforms(node, { signal, progress }, { connections }),
      );
    known.set(node.name, asked);
    return asked;
  };
  return Promise.all(
    requests.map(async (request) => {
      const { platforms = defaultPlatforms(request.env) } = request.options;
      return { request, shares: await planNodes(builder.nodes, parsePlatforms(platforms), platformsOf) };
    }),
  );
}

function defaultPlatforms(env: TargetRequest["env"]): string[] {
  return env.DOCKER_DEFAULT_PLATFORM ? [env.DOCKER_DEFAULT_PLATFORM] : [];
}
