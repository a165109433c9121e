import { upgradeBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeChanges } from "../create/describe-changes.js";
import type { upgradeFlags } from "./flags.js";

/** Runs `upgrade`, of the builder named by the argument, by `--builder`, or the current one: says what changes first. */
export async function runUpgrade(
  context: CommandCall,
  { "dry-run": dryRun, timeout, wait }: FlagValues<typeof upgradeFlags>,
  name: string | undefined,
): Promise<number> {
  const display = new CommandDisplay(context, "auto");
  const library = { ...libraryOptions(context), progress: display, onWarning: display.warn };
  let told = "";
  await display.during(() =>
    upgradeBuilder(name || context.builder, {
      ...library,
      dryRun,
      timeout,
      wait,
      onChanges: (changes) => {
        told = describeChanges(changes);
        if (!dryRun) context.stderr.write(told);
      },
    }),
  );
  if (dryRun) context.stdout.write(told);
  return 0;
}
