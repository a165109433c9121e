import type { Engine } from "../../engine/types.js";

/** What the engine told about the end of a container. */
export interface EndNotice {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

/** Listens for the end of a container. */
export interface DeathWatch {
  /** The first end since the watch began; never settles when there is none or the engine does not tell. */
  readonly end: Promise<EndNotice>;
  stop(): void;
}

/**
 * Listens from now on. An event comes the moment a container ends and knows the exit code, which a container that its
 * restart policy has brought back no longer does.
 */
export function watchForDeath(engine: Engine, container: string): DeathWatch {
  const controller = new AbortController();
  const filters = { type: ["container"], container: [container], event: ["die", "oom"] };
  const end = new Promise<EndNotice>((resolve) => {
    const listen = async () => {
      let outOfMemory = false;
      for await (const { Action, Actor } of engine.events({ signal: controller.signal, filters })) {
        if (Action === "oom") outOfMemory = true;
        else resolve({ exitCode: Number(Actor.Attributes.exitCode ?? 0), outOfMemory });
      }
    };
    // Without events the container is still looked at after every attempt to reach its daemon.
    listen().catch(() => undefined);
  });
  return { end, stop: () => controller.abort() };
}
