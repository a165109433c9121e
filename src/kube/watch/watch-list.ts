import { setTimeout as sleep } from "node:timers/promises";
import { isSlipwayError, throwIfCanceled } from "../../errors/index.js";
import type { KubeClient, ObjectSelector } from "../client/kube-client.js";
import type { ResourceKind } from "../client/resource.js";
import { watchEvents } from "./watch-events.js";

/** What every object has. */
export interface WatchedObject {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string | undefined };
}

/** How a list is watched. */
export interface WatchListOptions {
  readonly signal?: AbortSignal | undefined;
  /** Between two lists where the server lets nobody watch, and before a watch that broke begins again; milliseconds. */
  readonly pause: number;
}

/**
 * The objects that are selected: as they are, and again whenever one of them has changed. A watch goes on where the one
 * before it ended; where that is too long ago for the server, or a watch breaks, everything is listed again. Where
 * watching is not allowed, or not known, it is listed over and over. Never ends by itself.
 *
 * @throws SlipwayError what listing throws, `canceled`
 */
export async function* watchList<Kind extends WatchedObject>(
  client: KubeClient,
  kind: ResourceKind,
  namespace: string,
  selector: ObjectSelector,
  { signal, pause }: WatchListOptions,
): AsyncGenerator<readonly Kind[]> {
  let mayWatch = true;
  for (;;) {
    const { items, version } = await client.listAt<Kind>(kind, namespace, selector, { signal });
    const known = new Map(items.map((object) => [object.metadata.name, object]));
    yield [...known.values()];
    try {
      for (let from = version; mayWatch; ) {
        const watch = watchEvents<Kind>(client, kind, namespace, selector, { from, signal });
        for await (const { type, object } of watch) {
          from = object.metadata.resourceVersion ?? from;
          if (type === "BOOKMARK") continue;
          if (type === "DELETED") known.delete(object.metadata.name);
          else known.set(object.metadata.name, object);
          yield [...known.values()];
        }
        await rest(pause, signal);
      }
    } catch (reason) {
      if (!isSlipwayError(reason) || reason.code === "canceled") throw reason;
      mayWatch = !isRefusal(reason.details.status);
    }
    await rest(pause, signal);
  }
}

/** By rules of access, or by a server or proxy that knows no watching. */
const isRefusal = (status: unknown) => status === 401 || status === 403 || status === 404 || status === 405;

async function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  throwIfCanceled(signal);
}
