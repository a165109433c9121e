import { setImmediate } from "node:timers/promises";
import { packageVersion } from "../../util/package-version.js";
import type { FollowedBuild } from "../build/followed-build.js";
import type { Explanation, InlineBuild, InlineLog } from "../contract/index.js";

/** Lines of each step, and characters of all. */
const MOST_LINES = 2_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** All of a build that its page shows, for a page without a server. A build that runs is waited for. */
export async function inlineBuild(
  build: FollowedBuild,
  explanation: Explanation | undefined,
  signal: AbortSignal,
): Promise<InlineBuild> {
  await build.done;
  return {
    document: await build.document(),
    logs: await inlineLogs(build),
    ...(explanation && { explanation }),
    packages: await build.packages(signal),
    version: packageVersion(),
  };
}

/** The ends of all steps' outputs; where that is too much, the longest are cut shorter. */
async function inlineLogs(build: FollowedBuild): Promise<Record<string, InlineLog>> {
  const { spool } = build;
  const { steps } = spool;
  const share = steps.length === 0 ? 0 : Math.floor(MOST_CHARACTERS / steps.length);
  const logs: [string, InlineLog][] = [];
  let spare = 0;
  // The shortest first: what they leave of their shares is for the longer ones.
  for (const step of [...steps].sort((a, b) => spool.count(a) - spool.count(b))) {
    const total = spool.count(step);
    const { lines } = await build.logs(step, Math.max(0, total - MOST_LINES), MOST_LINES);
    let room = share + spare;
    let first = lines.length;
    for (; first > 0; first--) {
      const length = lines[first - 1]?.[2].length ?? 0;
      if (length > room) break;
      room -= length;
    }
    spare = room;
    const kept = lines.slice(first);
    logs.push([String(step), { offset: total - kept.length, total, lines: kept }]);
    await setImmediate();
  }
  return Object.fromEntries(logs);
}
