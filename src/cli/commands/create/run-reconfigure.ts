import { SlipwayError } from "../../../errors/index.js";
import { reconfigureBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeChanges } from "./describe-changes.js";
import { parseDriverOptions } from "./driver-option-values.js";
import type { createFlags } from "./flags.js";
import { splitShellWords } from "./split-shell-words.js";

type Flags = FlagValues<typeof createFlags>;

/** Flags that say where or what a builder is, which it cannot change without losing its cache. */
const forNewBuilders = ["append", "leave", "driver", "name"] as const;

/** Runs `create --reconfigure`: says what changes, changes it, and prints the builder's name. */
export async function runReconfigure(
  context: CommandCall,
  flags: Flags,
  endpoint: string | undefined,
): Promise<number> {
  const wrong = forNewBuilders.find((flag) => flags[flag]);
  if (wrong !== undefined || endpoint) {
    const what = wrong === undefined ? "an endpoint" : `--${wrong}`;
    throw new SlipwayError("invalid-argument", `${what} cannot be given with --reconfigure`, {
      hint: "what a builder is and where it lives cannot change: create another one",
    });
  }
  const config = flags["buildkitd-config"] || flags.config;
  const dryRun = flags["dry-run"];
  const display = new CommandDisplay(context, "auto");
  const library = { ...libraryOptions(context), progress: display, onWarning: display.warn };
  await display.during(() =>
    reconfigureBuilder(flags.reconfigure, {
      ...library,
      driverOptions: parseDriverOptions(flags["driver-opt"]),
      bootstrap: flags.bootstrap,
      wait: flags.wait,
      timeout: flags.timeout,
      dryRun,
      ...(flags["buildkitd-flags"] && { buildkitdFlags: splitShellWords(flags["buildkitd-flags"]) }),
      ...(flags.platform.length > 0 && { platforms: flags.platform }),
      ...(flags.node && { node: flags.node }),
      ...(config && { buildkitdConfig: config }),
      onChanges: (changes) => (dryRun ? context.stdout : context.stderr).write(describeChanges(changes)),
    }),
  );
  if (!dryRun) context.stdout.write(`${flags.reconfigure}\n`);
  return 0;
}
