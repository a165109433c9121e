import { stopBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";

/** Runs `stop`, of the builder named by the argument, by `--builder`, or the current one. */
export async function runStop(context: CommandCall, name: string | undefined): Promise<number> {
  await stopBuilder(name || context.builder, libraryOptions(context));
  return 0;
}
