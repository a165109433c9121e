import type { Engine, EngineEvent } from "../../engine/contract/engine.js";

/** What the engine told about the end of a container. */
export interface EndNotice {
  readonly exitCode: number;
  /** The kernel killed in it, for want of memory, and nobody else did after that. */
  readonly outOfMemory: boolean;
  /** Somebody had the engine kill it. */
  readonly killed: boolean;
}

/** Listens for the end of a container. */
export interface DeathWatch {
  /** The first end since the watch began; never settles when there is none or the engine does not tell. */
  readonly end: Promise<EndNotice>;
  stop(): void;
}

const filtersFor = (container: string) => ({
  type: ["container"],
  container: [container],
  event: ["die", "oom", "kill"],
});

/** How much earlier than a container's end the kernel's killing may have been to count as its reason, milliseconds. */
const reasonAge = 3_000;
/** How far back to look: `docker stop` may take 10 s from its first signal to its last. Seconds. */
const lookBack = 30;
/** How long the engine may take to send what it remembers, milliseconds. */
const answerPatience = 2_000;

/**
 * Listens from now on. An event comes the moment a container ends and knows the exit code, which a container that its
 * restart policy has brought back no longer does.
 */
export function watchForDeath(engine: Engine, container: string): DeathWatch {
  const controller = new AbortController();
  const events = engine.events({ signal: controller.signal, filters: filtersFor(container) });
  const end = new Promise<EndNotice>((resolve) => {
    const listen = async () => {
      const notice = await firstEnd(events);
      if (notice !== undefined) resolve(notice);
    };
    // Without events the container is still looked at after every attempt to reach its daemon.
    listen().catch(() => undefined);
  });
  return { end, stop: () => controller.abort() };
}

/**
 * What the engine remembers of a container's end at `finishedAt`, the `State.FinishedAt` of its note; undefined when it
 * does not. The flag `OOMKilled` of that note may be about a build step that was killed long before.
 */
export async function rememberedEnd(
  engine: Engine,
  container: string,
  finishedAt: string,
): Promise<EndNotice | undefined> {
  const end = Date.parse(finishedAt);
  const since = end / 1_000 - lookBack;
  const signal = AbortSignal.timeout(answerPatience);
  const events = engine.events({ signal, since, filters: filtersFor(container) });
  return firstEnd(events, Math.floor(end)).catch(() => undefined);
}

/** @param from milliseconds of Unix time: ends before that are other ones */
async function firstEnd(events: AsyncIterable<EngineEvent>, from = 0): Promise<EndNotice | undefined> {
  let lastOutOfMemory = Number.NEGATIVE_INFINITY;
  let killed = false;
  for await (const { Action, Actor, timeNano } of events) {
    const time = timeNano / 1e6;
    if (Action === "oom") {
      lastOutOfMemory = time;
      killed = false;
    } else if (Action === "kill") {
      killed = true;
    } else if (time >= from) {
      const outOfMemory = !killed && time - lastOutOfMemory < reasonAge;
      return { exitCode: Number(Actor.Attributes.exitCode ?? 0), outOfMemory, killed };
    } else {
      killed = false;
    }
  }
  return undefined;
}
