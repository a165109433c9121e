import { formatBytesSize } from "../../progress/format/size.js";
import { stateDirectory } from "./container-body.js";
import type { ContainerPlan } from "./container-plan.js";

/** How long the question may take, milliseconds: a build is not held up by it. */
const patience = 2_000;

/**
 * Says that less is free on the disk of a daemon's state than its option `disk-reserve` wants. Undefined when enough is
 * free, without that option, and when it cannot be found out.
 */
export async function diskShortage(
  { engine, container, options }: ContainerPlan,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const reserve = options.diskReserve;
  if (reserve === undefined) return undefined;
  const limit = AbortSignal.timeout(patience);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const asked = await engine
    .exec(container, ["df", "-Pk", stateDirectory], { signal: either })
    .catch(() => undefined);
  const free = asked?.exitCode === 0 ? freeBytes(asked.stdout) : undefined;
  if (free === undefined || free >= reserve) return undefined;
  return `${formatBytesSize(free)} are free on its disk, less than its disk-reserve of ${formatBytesSize(reserve)}`;
}

/** The column of what is available, in the last line of `df -Pk`. */
export function freeBytes(output: string): number | undefined {
  const [, available] = /\s(\d+)\s+\d+%\s+\S+\s*$/.exec(output.slice(-4096)) ?? [];
  return available === undefined ? undefined : Number(available) * 1024;
}
