import { prefixed, SlipwayError } from "../errors/index.js";
import { BuildStreams } from "../progress/index.js";
import { signalForMany } from "../util/signal-for-many.js";
import type { DaemonAccess } from "./daemon/with-daemon.js";
import { EngineImages } from "./engine-image/engine-images.js";
import type { BuildPlan } from "./plan/build-plan.js";
import type { PlannedTarget, TargetsOptions } from "./plan/planned-target.js";
import { linkTargets } from "./plan/target-links.js";
import { prepareBuild } from "./prepare-build.js";
import { mergeResults } from "./result/merge-results.js";
import type { NodeResult } from "./result/node-result.js";
import { LinkedResults } from "./solve/linked-results.js";
import { refuseRemotePolicy } from "./solve/refuse-remote-policy.js";
import { SharedDirectories } from "./solve/shared-directories.js";
import { type SolveSetting, solveNode } from "./solve/solve-node.js";

/**
 * Prepares targets whose nodes are known, solves all on all their nodes at once, and puts the nodes' results together.
 * Throws as `buildTargets`.
 */
export async function runTargets(
  targets: readonly PlannedTarget[],
  options: TargetsOptions & { readonly daemons: DaemonAccess },
): Promise<ReadonlyMap<string, NodeResult>> {
  const { builder, daemons, progress } = options;
  const engineImages = new EngineImages(options);
  let shared: SharedDirectories | undefined;
  try {
    const severalTargets = targets.length > 1;
    const plans = await Promise.all(
      targets.map(({ request, shares }) =>
        named(request.name, severalTargets, () =>
          prepareBuild({ ...request, shares, builder, daemons, engineImages }),
        ),
      ),
    );
    await Promise.all(plans.map((plan) => named(plan.name, severalTargets, () => refuseRemotePolicy(plan))));
    const links = new LinkedResults(linkTargets(plans));
    shared = new SharedDirectories(plans);
    const streams = progress === undefined ? undefined : new BuildStreams(progress);
    const setting = {
      links,
      shared,
      streams,
      severalTargets,
      onTargetStatus: options.onTargetStatus,
      affinity: options.affinity,
    };
    return await solveAll(plans, setting, options.signal);
  } finally {
    shared?.close();
    await engineImages.close();
  }
}

/** Solves everything at once; the first that fails calls the others off. */
async function solveAll(
  plans: readonly BuildPlan[],
  setting: SolveSetting,
  given: AbortSignal | undefined,
): Promise<Map<string, NodeResult>> {
  const [only] = plans;
  if (only !== undefined && plans.length === 1 && only.shares.length === 1) {
    return new Map([[only.name, await solveTarget(only, setting)]]);
  }
  const failed = new AbortController();
  const signal = signalForMany(given, failed.signal);
  const solving = plans.map(async (plan): Promise<[string, NodeResult]> => {
    const together = { ...plan, options: { ...plan.options, signal } };
    const result = await named(plan.name, setting.severalTargets, () =>
      solveTarget(together, setting, (reason) => failed.abort(reason)),
    );
    return [plan.name, result];
  });
  return new Map(await firstFailure(solving, failed));
}

/** Solves a target on all its nodes. `onFailure` is told at once of a node that fails. */
async function solveTarget(
  plan: BuildPlan,
  setting: SolveSetting,
  onFailure?: (reason: unknown) => void,
): Promise<NodeResult> {
  const [first, ...others] = plan.shares;
  if (first === undefined) throw new SlipwayError("internal", `target ${plan.name} has no node`);
  if (others.length === 0) return mergeResults(plan, [await solveNode(plan, first, setting)]);
  const failed = new AbortController();
  const solving = plan.shares.map(async (share) => {
    try {
      return await solveNode(plan, share, setting);
    } catch (reason) {
      failed.abort(reason);
      onFailure?.(reason);
      throw reason;
    }
  });
  return mergeResults(plan, await firstFailure(solving, failed));
}

/** What all come to; the one that failed by itself is the failure, the rest fail because of it. */
async function firstFailure<Value>(
  running: readonly Promise<Value>[],
  failed: AbortController,
): Promise<Value[]> {
  const watched = running.map((promise) =>
    promise.catch((reason: unknown) => {
      failed.abort(reason);
      throw reason;
    }),
  );
  const settled = await Promise.allSettled(watched);
  if (failed.signal.aborted) throw failed.signal.reason;
  return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** Says in an error which of several targets it is about. */
async function named<Value>(name: string, several: boolean, work: () => Promise<Value>): Promise<Value> {
  if (!several) return work();
  try {
    return await work();
  } catch (reason) {
    throw prefixed(SlipwayError.from(reason), `target ${name}: `);
  }
}
