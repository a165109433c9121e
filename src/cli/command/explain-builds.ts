import { isSlipwayError } from "../../errors/index.js";
import { explain } from "../../index.js";
import { parseGoBool } from "../../util/go-bool.js";
import type { CommandCall } from "./command-call.js";
import { libraryOptions } from "./library-options.js";
import type { MadeBuild } from "./made-builds.js";
import type { NamedExplanation } from "./rebuild-hint.js";

/** Writes on standard error why the steps of builds ran, for `--explain`. What cannot be told is a warning. */
export async function explainBuilds(context: CommandCall, builds: readonly MadeBuild[]): Promise<void> {
  const { formatExplanation } = await import("./explanation-text.js");
  for (const { ref, target, node } of builds) {
    try {
      const explanation = await explain(undefined, ref, libraryOptions(context));
      const heading = [target, node].filter((name) => name !== "").join(" on ");
      context.stderr.write(`\n${heading === "" ? "" : `${heading}: `}${formatExplanation(explanation)}`);
    } catch (reason) {
      if (context.signal.aborted) throw reason;
      context.warn(`cannot explain the build: ${reason instanceof Error ? reason.message : String(reason)}`);
    }
  }
}

/** So many builds are looked at for the hint. */
const mostLooked = 50;

/**
 * Says in a line when much of builds ran again because of little. Asks no daemon. Off where `SLIPWAY_REBUILD_HINT` is
 * `0`.
 */
export async function hintAtRebuild(context: CommandCall, builds: readonly MadeBuild[]): Promise<void> {
  if (builds.length === 0 || parseGoBool(context.env.SLIPWAY_REBUILD_HINT ?? "") === false) return;
  const { rebuildHints } = await import("./rebuild-hint.js");
  const explained: NamedExplanation[] = [];
  for (const { ref, target } of builds.slice(0, mostLooked)) {
    try {
      const options = { ...libraryOptions(context), askDaemons: false };
      explained.push({ name: target, explanation: await explain(undefined, ref, options) });
    } catch (reason) {
      // Builds without notes have no hint.
      if (!isSlipwayError(reason)) throw reason;
    }
  }
  for (const hint of rebuildHints(explained, "slipway history explain")) context.stderr.write(`${hint}\n`);
}
