import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import type { ConnectedOptions } from "../connections/connection-pool.js";
import { leaseConnection } from "../connections/lease-connection.js";
import type { BuilderInfo, BuilderNode } from "../types.js";

/** Between two looks at whether builds still run, milliseconds. */
const interval = 500;

/** How many builds run on a node that was asked for its state; none on one that does not run. */
export async function runningBuilds(node: BuilderNode, context: ConnectedOptions): Promise<number> {
  if (node.driver === undefined || node.status !== "running") return 0;
  const { client, release } = await leaseConnection(node.name, node.driver, context, context.signal);
  try {
    const running = new Set<string>();
    const request = { activeOnly: true, earlyExit: true };
    await client.listenBuildHistory(
      request,
      ({ record }) => {
        if (record?.completedAt === undefined) running.add(record?.ref ?? "");
      },
      { signal: context.signal },
    );
    return running.size;
  } finally {
    release();
  }
}

/**
 * Makes sure that nothing runs on nodes of a builder: refuses or waits. A build that begins after that is not seen.
 *
 * @throws SlipwayError `builder-busy` without `wait`, `canceled`, and what asking a daemon throws.
 */
export async function requireIdle(
  builder: BuilderInfo,
  nodes: readonly string[],
  { wait, ...context }: ConnectedOptions & { readonly wait?: boolean | undefined },
): Promise<void> {
  const concerned = builder.nodes.filter(({ name }) => nodes.includes(name));
  for (let told = false; ; told = true) {
    const counts = await Promise.all(concerned.map((node) => runningBuilds(node, context)));
    const count = counts.reduce((sum, some) => sum + some, 0);
    if (count === 0) return;
    const runs = count === 1 ? "a build runs" : `${count} builds run`;
    if (!wait) {
      throw new SlipwayError("builder-busy", `${runs} on builder ${quoteGo(builder.name)}`, {
        hint: "wait for them: `--wait`, in the library `wait: true`",
        details: { builder: builder.name, builds: count },
      });
    }
    if (!told) context.onWarning?.(`${runs} on builder ${quoteGo(builder.name)}; waiting for the end`);
    await sleep(interval, undefined, { signal: context.signal }).catch(() => undefined);
    throwIfCanceled(context.signal);
  }
}
