import { listDefinitions, printDefinitions, readDefinitions } from "../../../bake/index.js";
import { SlipwayError } from "../../../errors/index.js";
import { parseProgressMode } from "../../../progress/index.js";
import type { CommandContext } from "../../command/command-context.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryContext } from "../../command/library-context.js";
import { type BakeFlagValues, bakeArguments, definitionOptions } from "./bake-arguments.js";

/** Runs `bake` and gives its exit status: 0, or what a `--call` found. */
export async function runBake(
  context: CommandContext,
  flags: BakeFlagValues,
  args: readonly string[],
): Promise<number> {
  const list = flags.list || (flags["list-targets"] ? "targets" : flags["list-variables"] ? "variables" : "");
  if (flags.print && list !== "") {
    throw new SlipwayError("invalid-argument", "--print and --list are mutually exclusive");
  }
  const display = new CommandDisplay(context, parseProgressMode(flags.progress), flags["log-file"]);
  const options = {
    ...definitionOptions(flags),
    ...bakeArguments(args),
    ...libraryContext(context),
    ...(flags.file.includes("-") && { stdin: context.stdin() }),
    progress: display,
    onWarning: display.warn,
  };
  if (list !== "") {
    const listing = await display.during(() => listDefinitions(options));
    const { listText, parseList } = await import("./list-definitions.js");
    context.stdout.write(listText(listing, parseList(list)));
    return 0;
  }
  const definition = await display.during(() => readDefinitions(options));
  context.stdout.write(`${printDefinitions(definition)}\n`);
  return 0;
}
