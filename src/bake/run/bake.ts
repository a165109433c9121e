import { checkOptions } from "../../util/options/index.js";
import { bakeOptions } from "./describe-bake.js";
import { type BakeOptions, performBake } from "./perform-bake.js";
import { RunningBake } from "./running-bake.js";

/**
 * Reads definitions and builds the targets that are asked for, all together, on one builder; boots the builder when it
 * does not run. What it returns is awaited for the results by target and iterated for events; everything that is reported
 * goes to `options.progress` as well. The first target that fails calls the others off, and an aborted `options.signal`
 * cancels all in the daemon.
 *
 * @throws BuildError when the daemon ran a target and it failed, the message beginning with `target NAME: ` where there
 * are several; DefinitionError for a mistake in a definition; SlipwayError for everything else, `invalid-argument` for an
 * option that is wrong. Nothing is left running or
 * half-written. All are given where the results are awaited, never thrown by the call itself.
 */
export function bake(options: BakeOptions = {}): RunningBake {
  return new RunningBake(options ?? {}, async (given, setting) => {
    checkOptions("bake", bakeOptions, options);
    return performBake(given, setting);
  });
}
