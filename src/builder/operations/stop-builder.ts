import { SlipwayError, withCaller } from "../../errors/index.js";
import { checkArgument, checkOptions, text } from "../../util/options/index.js";
import { findBuilder } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { builderContext } from "../options/context-options.js";
import type { BuilderOptions } from "../types.js";

/**
 * Stops every node of a builder, the current one when `name` is undefined; their state stays.
 *
 * @throws SlipwayError `not-found`, what an engine reports; the other nodes are stopped all the same.
 */
export async function stopBuilder(name: string | undefined, context: BuilderOptions = {}): Promise<void> {
  return withCaller(stopBuilder, () => {
    checkArgument("stopBuilder", "name", text, name);
    checkOptions("stopBuilder", builderContext, context);
    return stopStored(name, context);
  });
}

/** As {@link stopBuilder}, of options that are known to be good. */
export async function stopStored(name: string | undefined, context: BuilderOptions): Promise<void> {
  const scope = new BuilderScope(context);
  const builder = await loadBuilder(scope, await findBuilder(scope, name));
  if (builder.error !== undefined) throw SlipwayError.from(builder.error);
  const results = await Promise.allSettled(
    builder.nodes.map(async (node) => {
      if (node.driver === undefined) throw node.error;
      await node.driver.stop(scope.signal);
    }),
  );
  for (const result of results) {
    if (result.status === "rejected") throw SlipwayError.from(result.reason, "engine-error");
  }
}
