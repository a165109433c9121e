import type { BuildStreams, ProgressSink, SolveStatus } from "../../progress/index.js";
import { daemonFeatures } from "../daemon/daemon-features.js";
import { withDaemon } from "../daemon/with-daemon.js";
import { multiNodeExports } from "../exports/multi-node-exports.js";
import type { PlannedExport } from "../exports/plan-exports.js";
import { settleExports } from "../exports/wire-export.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import type { NodeResult } from "../result/node-result.js";
import { fitToEngine, pushWithEngine } from "./engine-driver.js";
import { loadByLayer } from "./load-by-layer.js";
import { refuseUnsupported } from "./refuse-unsupported.js";
import { type NodeSolve, solveOnDaemon, type Together } from "./solve-on-daemon.js";
import { warnOfPlatforms } from "./warn-of-platforms.js";

/** What all solves of an invocation are given. */
export interface SolveSetting extends Together {
  /** Leads the progress of all solves into one sink. */
  readonly streams: BuildStreams | undefined;
  /** Several targets build: steps are shown with their target's name. */
  readonly severalTargets: boolean;
  /** What all targets are led to one of several daemons by. Default: each target's context. */
  readonly affinity?: string | undefined;
  /** Told what the daemon reports of each target, by the target's name. */
  readonly onTargetStatus?: ((target: string, status: SolveStatus) => void) | undefined;
}

/** Builds one node's share of a target's platforms. Throws as `build` does. */
export async function solveNode(
  plan: BuildPlan,
  share: NodeShare,
  setting: SolveSetting,
): Promise<NodeResult> {
  const { options } = plan;
  const stream = setting.streams?.open(setting.severalTargets ? { prefix: plan.name } : {});
  const progress = stream && reportingTo(stream, plan.name, setting.onTargetStatus);
  const exporting = settleExports(nodeExports(plan), options);
  exporting.catch(() => undefined);
  try {
    const operation = {
      ...plan.daemons,
      signal: options.signal,
      progress,
      affinity: setting.affinity ?? affinityOf(plan),
      // LLB that is handed on names directories of this connection's session.
      together: setting.links.joins(plan) ? "linked targets" : undefined,
    };
    return await withDaemon(share.node, operation, async (client, driver) => {
      const [features, shortage] = await Promise.all([
        daemonFeatures(client, driver, options),
        driver.shortage?.({ signal: options.signal }),
        warnOfPlatforms(client, plan, share, progress),
      ]);
      if (shortage !== undefined) options.onWarning?.(`node ${share.node.name}: ${shortage}`);
      const exports = await exporting;
      return solveWithDriver(client, { plan, share, features, exports, progress, together: setting });
    });
  } finally {
    stream?.close();
    for (const { engine } of await exporting.catch(() => [])) engine?.close();
  }
}

/** A sink that also tells of the updates whose target they are. */
function reportingTo(
  stream: ProgressSink,
  target: string,
  tell: SolveSetting["onTargetStatus"],
): ProgressSink {
  if (tell === undefined) return stream;
  return {
    update: (status) => {
      stream.update(status);
      tell(target, status);
    },
  };
}

/** Builds of one context go to the same of several daemons, which has its files already. */
function affinityOf({ main, options: { context } }: BuildPlan): string | undefined {
  return main.localDirectory ?? (typeof context === "string" ? context : undefined);
}

function nodeExports({ shares, exports }: BuildPlan): readonly PlannedExport[] {
  return shares.length > 1 ? multiNodeExports(exports) : exports;
}

async function solveWithDriver(
  client: Parameters<typeof solveOnDaemon>[0],
  solve: NodeSolve,
): Promise<NodeResult> {
  const { plan, share, exports, features } = solve;
  refuseUnsupported(features, {
    driver: plan.builder.driver,
    exports,
    cacheExports: plan.cacheExports.entries,
    platformCount: share.platforms.length,
  });
  if (!features.insideEngine) {
    return solveOnDaemon(client, { ...solve, exports: await loadByLayer(plan, share, exports, client) });
  }
  const fitted = fitToEngine(features, exports);
  const result = await solveOnDaemon(client, { ...solve, exports: fitted.exports });
  return { ...result, response: await pushWithEngine(fitted.pushLater, result.response, plan.options) };
}
