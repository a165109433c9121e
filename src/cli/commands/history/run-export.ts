import { SlipwayError } from "../../../errors/index.js";
import { exportBuilds } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import type { exportFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

/** Runs `history export`. */
export async function runExport(
  context: CommandCall,
  { all, finalize, output }: FlagValues<typeof exportFlags>,
  refs: readonly string[],
): Promise<number> {
  if (all && refs.length > 0) {
    throw new SlipwayError("invalid-argument", "cannot specify refs when using --all");
  }
  if (output === "" && context.stdout.isTTY) {
    const message = "refusing to write to console, use --output to specify a file";
    throw new SlipwayError("invalid-argument", message);
  }
  await withDisplay(context, (options) =>
    exportBuilds(context.builder, all ? "all" : refs, {
      ...options,
      finalize,
      output: output === "" ? context.stdout : output,
    }),
  );
  return 0;
}
