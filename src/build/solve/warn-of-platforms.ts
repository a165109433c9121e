import type { BuildKitClient } from "../../buildkit/client/index.js";
import { matchesPlatform, normalizePlatform, type Platform } from "../../oci/platform.js";
import type { ProgressSink } from "../../progress/index.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";

/**
 * Warns before a build of platforms whose programs the node cannot run, where the Dockerfile runs some. It goes on all the
 * same: whether such a step is needed only the build tells. A build that names no platform asks nothing here.
 */
export async function warnOfPlatforms(
  client: Pick<BuildKitClient, "listWorkers">,
  plan: Pick<BuildPlan, "options" | "flags" | "main" | "builder">,
  { node, platforms }: NodeShare,
  progress: ProgressSink | undefined,
): Promise<void> {
  const { signal } = plan.options;
  if (platforms.length === 0 || plan.flags.call !== undefined) return;
  const workers = await client.listWorkers({ signal }).catch(() => []);
  const offered = workers.flatMap((worker) => worker.platforms.map(platformOf));
  // A daemon that names none says nothing of what it can run.
  if (offered.length === 0) return;
  const missing = platforms.filter((wanted) => !offered.some((one) => matchesPlatform(wanted, one)));
  if (missing.length === 0) return;
  const { warnOfMissing } = await import("./platform-warning.js");
  await warnOfMissing(plan, node, missing, progress);
}

function platformOf({
  os,
  architecture,
  variant,
}: Readonly<Record<"os" | "architecture" | "variant", string>>): Platform {
  return normalizePlatform({ os, architecture, ...(variant !== "" && { variant }) });
}
