import { contextFields } from "../builder/options/context-options.js";
import { withCaller } from "../errors/index.js";
import { checkOptions, fields, text } from "../util/options/index.js";
import type { BuildView, ServeBuildsOptions } from "./build-view.js";

/** {@link ServeBuildsOptions}, described. */
export const serveBuildsOptions = fields<ServeBuildsOptions>({ ...contextFields, addr: text });

/**
 * Serves the view of builds: those of all builders that run, live and past. Boots nothing. `options.signal` ends it, as
 * `close()` and the end of an `await using` block do.
 *
 * @throws SlipwayError `invalid-argument` for a bad address, `io-error` for one that cannot be had, `canceled`.
 */
export async function serveBuilds(options: ServeBuildsOptions = {}): Promise<BuildView> {
  return withCaller(serveBuilds, async () => {
    checkOptions("serveBuilds", serveBuildsOptions, options);
    // Whoever imports the library for something else does not load a server.
    const { startView } = await import("./start-view.js");
    return startView(options);
  });
}
