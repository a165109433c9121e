import { inspectBuilder } from "../../../index.js";
import type { CommandContext } from "../../command/command-context.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryContext } from "../../command/library-context.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeBuilder } from "./describe-builder.js";
import type { inspectFlags } from "./flags.js";

/** Runs `inspect`, of the builder named by the argument, by `--builder`, or the current one. */
export async function runInspect(
  context: CommandContext,
  { bootstrap, timeout }: FlagValues<typeof inspectFlags>,
  name: string | undefined,
): Promise<number> {
  const display = new CommandDisplay(context, "auto");
  const library = { ...libraryContext(context), progress: display, onWarning: display.warn };
  const builder = await display.during(() =>
    inspectBuilder(name || context.builder, { ...library, bootstrap, timeout }),
  );
  context.stdout.write(describeBuilder(builder, { debug: context.debug }));
  return 0;
}
