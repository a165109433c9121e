import {
  type BakeOptions,
  checkAllowed,
  listDefinitions,
  printDefinitions,
  readDefinitions,
} from "../../../bake/index.js";
import { SlipwayError } from "../../../errors/index.js";
import { parseProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import { withNotes } from "../../command/with-notes.js";
import { type BakeFlagValues, bakeArguments, definitionOptions } from "./bake-arguments.js";

/** Runs `bake` and gives its exit status: 0, or what a `--call` found. */
export async function runBake(
  context: CommandCall,
  flags: BakeFlagValues,
  args: readonly string[],
): Promise<number> {
  const options = {
    ...definitionOptions(flags),
    ...bakeArguments(args),
    ...libraryOptions(context),
    env: withNotes(context.env, flags.explain),
    builder: context.builder,
    ...(flags.file.includes("-") && { stdin: context.stdin() }),
  };
  const list = flags.list || (flags["list-targets"] ? "targets" : flags["list-variables"] ? "variables" : "");
  if (flags.print && list !== "") throw invalid("--print and --list are mutually exclusive");
  const mode = parseProgressMode(flags.progress);
  // Buildx knows it for a build only.
  if (flags.progress === "none") throw invalid("invalid progress mode none");
  checkAllowed(flags.allow);
  const display = new CommandDisplay(context, mode, flags["log-file"]);
  const reported = { ...options, progress: display, onWarning: display.warn };
  if (list !== "") return printList(context, list, () => display.during(() => listDefinitions(reported)));
  if (flags.print) {
    const definition = await display.during(() => readDefinitions(reported));
    context.stdout.write(`${printDefinitions(definition)}\n`);
    return 0;
  }
  const { bakeTargets } = await import("./bake-targets.js");
  return bakeTargets(context, flags, { display, mode, options: reported satisfies BakeOptions });
}

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

async function printList(
  context: CommandCall,
  list: string,
  read: () => ReturnType<typeof listDefinitions>,
): Promise<number> {
  const listing = await read();
  const { listText, parseList } = await import("./list-definitions.js");
  context.stdout.write(listText(listing, parseList(list)));
  return 0;
}
