import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerInspect } from "../../engine/contract/engine.js";
import { SlipwayError } from "../../errors/index.js";
import { deathError, describeState } from "./boot-failure.js";
import { type ContainerPlan, findContainer } from "./container-plan.js";
import { rememberedEnd } from "./death-watch.js";

/** The engine notes the end of a container a little after its connections break. */
const attempts = 10;
const interval = 100;

/**
 * Why the daemon of a builder is gone, asked after a connection to it broke. `finishedAt` is the engine's note from
 * before: a later one means that the container ended, even if it has been restarted since.
 */
export async function explainLoss(
  plan: ContainerPlan,
  finishedAt: string | undefined,
  signal?: AbortSignal,
): Promise<SlipwayError | undefined> {
  const { engine, container, memoryText } = plan;
  for (let attempt = 1; ; attempt++) {
    const found = await findContainer(plan, { signal });
    if (found === undefined) {
      return new SlipwayError(
        "daemon-exited",
        `builder container ${container} was removed while it was in use`,
        {
          details: { container },
        },
      );
    }
    if (hasEnded(found, finishedAt)) {
      const notice = await rememberedEnd(engine, container, found.State.FinishedAt);
      const death = await describeState(engine, container, found.State, notice);
      return deathError(container, death, memoryText, "in use");
    }
    if (attempt === attempts) return undefined;
    await sleep(interval);
  }
}

function hasEnded({ State }: ContainerInspect, finishedAt: string | undefined): boolean {
  return !State.Running || State.Restarting || (finishedAt !== undefined && State.FinishedAt !== finishedAt);
}
