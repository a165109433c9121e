import { inspectBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeBuilder } from "./describe-builder.js";
import type { inspectFlags } from "./flags.js";

/** Runs `inspect`, of the builder named by the argument, by `--builder`, or the current one. */
export async function runInspect(
  context: CommandCall,
  { bootstrap, timeout }: FlagValues<typeof inspectFlags>,
  name: string | undefined,
): Promise<number> {
  const display = new CommandDisplay(context, "auto");
  const library = { ...libraryOptions(context), progress: display, onWarning: display.warn };
  const builder = await display.during(() =>
    inspectBuilder(name || context.builder, { ...library, bootstrap, timeout }),
  );
  context.stdout.write(describeBuilder(builder, { debug: context.debug }));
  return 0;
}
