import { withCaller } from "../../errors/index.js";
import { checkOptions } from "../../util/options/index.js";
import { BuilderScope } from "../find/scope.js";
import { builderContext } from "../options/context-options.js";
import type { BuilderOptions } from "../types.js";

/**
 * The names of all builders, those of the store and then the docker contexts; asks no engine anything.
 *
 * @throws SlipwayError `io-error`, `corrupt-state` for the Docker configuration.
 */
export async function listBuilderNames(context: BuilderOptions = {}): Promise<string[]> {
  return withCaller(listBuilderNames, () => {
    checkOptions("listBuilderNames", builderContext, context);
    return readNames(context);
  });
}

async function readNames(context: BuilderOptions): Promise<string[]> {
  const scope = new BuilderScope(context);
  const [entries, contexts] = await Promise.all([scope.store.list(), scope.contexts()]);
  return [...new Set([...entries, ...contexts].map(({ name }) => name))];
}
