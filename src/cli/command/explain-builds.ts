import { isSlipwayError } from "../../errors/index.js";
import { explain } from "../../index.js";
import { parseGoBool } from "../../util/go-bool.js";
import type { CommandCall } from "./command-call.js";
import { libraryOptions } from "./library-options.js";

/** A build that was made. */
export interface MadeBuild {
  /** `builder/node/id`. */
  readonly ref: string;
  /** What the target is called where there are several; else empty. */
  readonly target: string;
}

/** Writes on standard error why the steps of builds ran, for `--explain`. What cannot be told is a warning. */
export async function explainBuilds(context: CommandCall, builds: readonly MadeBuild[]): Promise<void> {
  const { formatExplanation } = await import("./explanation-text.js");
  for (const { ref, target } of builds) {
    try {
      const explanation = await explain(undefined, ref, libraryOptions(context));
      const heading = target === "" ? "" : `${target}: `;
      context.stderr.write(`\n${heading}${formatExplanation(explanation)}`);
    } catch (reason) {
      if (context.signal.aborted) throw reason;
      context.warn(`cannot explain the build: ${reason instanceof Error ? reason.message : String(reason)}`);
    }
  }
}

/**
 * Says in a line when much of a build ran again because of little. Asks no daemon. Off where `SLIPWAY_REBUILD_HINT` is
 * `0`.
 */
export async function hintAtRebuild(context: CommandCall, { ref }: MadeBuild): Promise<void> {
  if (parseGoBool(context.env.SLIPWAY_REBUILD_HINT ?? "") === false) return;
  const { rebuildHint } = await import("./explanation-text.js");
  try {
    const explanation = await explain(undefined, ref, { ...libraryOptions(context), askDaemons: false });
    const hint = rebuildHint(explanation, "slipway history explain");
    if (hint !== undefined) context.stderr.write(`${hint}\n`);
  } catch (reason) {
    // Builds without notes have no hint.
    if (!isSlipwayError(reason)) throw reason;
  }
}
