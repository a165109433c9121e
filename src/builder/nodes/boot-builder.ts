import { SlipwayError } from "../../errors/index.js";
import { BuildStreams, type ProgressSink } from "../../progress/index.js";
import type { BuilderInfo, BuilderNode, BuilderOptions } from "../types.js";

/**
 * Boots every node that was loaded and does not run, all at once. Resolves with whether there was one.
 *
 * @throws SlipwayError the first node's failure, after all nodes have been tried.
 */
export async function bootBuilder(builder: BuilderInfo, context: BuilderOptions = {}): Promise<boolean> {
  const waiting = builder.nodes.filter((node) => node.error === undefined && node.status !== "running");
  const streams = context.progress === undefined ? undefined : new BuildStreams(context.progress);
  const several = waiting.length > 1;
  const results = await Promise.allSettled(
    waiting.map((node) =>
      bootNode(node, streams?.open(several ? { prefix: node.name } : {}), context.signal),
    ),
  );
  for (const result of results) {
    if (result.status === "rejected") throw SlipwayError.from(result.reason, "boot-failed");
  }
  return waiting.length > 0;
}

async function bootNode(
  node: BuilderNode,
  progress: ProgressSink | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  await node.driver?.boot({
    progress,
    signal,
  });
}
