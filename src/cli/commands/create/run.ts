import { SlipwayError } from "../../../errors/index.js";
import { createBuilder, planBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeBuilder } from "../inspect/describe-builder.js";
import { parseDriverOptions } from "./driver-option-values.js";
import type { createFlags } from "./flags.js";
import { runReconfigure } from "./run-reconfigure.js";
import { splitShellWords } from "./split-shell-words.js";

/** Runs `create` and prints the builder's name. */
export async function runCreate(
  context: CommandCall,
  flags: FlagValues<typeof createFlags>,
  endpoint: string | undefined,
): Promise<number> {
  if (flags.reconfigure) return runReconfigure(context, flags, endpoint);
  const config = flags["buildkitd-config"] || flags.config;
  const options = {
    driverOptions: parseDriverOptions(flags["driver-opt"]),
    buildkitdFlags: splitShellWords(flags["buildkitd-flags"]),
    platforms: flags.platform,
    append: flags.append,
    leave: flags.leave,
    bootstrap: flags.bootstrap,
    use: flags.use,
    timeout: flags.timeout,
    ...(flags.name && { name: flags.name }),
    ...(flags.driver && { driver: flags.driver }),
    ...(flags.node && { node: flags.node }),
    ...(endpoint && { endpoint }),
    ...(config && { buildkitdConfig: config }),
  };
  const display = new CommandDisplay(context, "auto");
  if (flags.wait) throw new SlipwayError("invalid-argument", "--wait is for --reconfigure");
  if (flags["dry-run"]) {
    const library = { ...libraryOptions(context), onWarning: display.warn };
    const plan = await display.during(() => planBuilder({ ...library, ...options }));
    context.stdout.write(describeBuilder(plan, { debug: false }));
    return 0;
  }
  const name = await display.during(() =>
    createBuilder({ ...libraryOptions(context), ...options, progress: display, onWarning: display.warn }),
  );
  context.stdout.write(`${name}\n`);
  return 0;
}
