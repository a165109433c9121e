import { SlipwayError } from "../../../errors/index.js";
import { createBuilder, planBuilder } from "../../../index.js";
import { parseCsvLine } from "../../../util/csv.js";
import { quoteGo } from "../../../util/go-quote.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeBuilder } from "../inspect/describe-builder.js";
import type { createFlags } from "./flags.js";
import { splitShellWords } from "./split-shell-words.js";

/** Runs `create` and prints the builder's name. */
export async function runCreate(
  context: CommandCall,
  flags: FlagValues<typeof createFlags>,
  endpoint: string | undefined,
): Promise<number> {
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

/** Reads `--driver-opt` values, each a comma list of `KEY=VALUE`. */
function parseDriverOptions(values: readonly string[]): Record<string, string> {
  const fields = values.flatMap((value) => (value === "" ? [value] : parseCsvLine(value)));
  const pairs = fields.map((field): [string, string] => {
    const equals = field.indexOf("=");
    if (equals === -1) {
      throw new SlipwayError("invalid-argument", `invalid value ${quoteGo(field)}, expecting k=v`);
    }
    return [field.slice(0, equals), field.slice(equals + 1)];
  });
  return Object.fromEntries(pairs);
}
