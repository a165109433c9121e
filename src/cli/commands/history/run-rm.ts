import { SlipwayError } from "../../../errors/index.js";
import { removeBuilds } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import type { rmFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

/** Runs `history rm`. */
export async function runHistoryRm(
  context: CommandCall,
  { all }: FlagValues<typeof rmFlags>,
  refs: readonly string[],
): Promise<number> {
  if (refs.length === 0 && !all) {
    throw new SlipwayError("invalid-argument", "rm requires at least one argument");
  }
  if (refs.length > 0 && all) {
    throw new SlipwayError("invalid-argument", "rm requires either --all or at least one argument");
  }
  const removals = await withDisplay(context, (options) =>
    removeBuilds(context.builder, all ? "all" : refs, options),
  );
  const errors = removals.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const [first] = errors;
  if (first === undefined) return 0;
  throw first.copyWith({ message: errors.map(({ message }) => message).join("\n") });
}
