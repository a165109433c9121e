import { stopBuilder } from "../../../index.js";
import type { CommandContext } from "../../command/command-context.js";
import { libraryContext } from "../../command/library-context.js";

/** Runs `stop`, of the builder named by the argument, by `--builder`, or the current one. */
export async function runStop(context: CommandContext, name: string | undefined): Promise<number> {
  await stopBuilder(name || context.builder, libraryContext(context));
  return 0;
}
