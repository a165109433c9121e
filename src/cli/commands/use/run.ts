import { useBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { useFlags } from "./flags.js";

/** Runs `use`, for the builder named by the argument or by `--builder`. */
export async function runUse(
  context: CommandCall,
  flags: FlagValues<typeof useFlags>,
  name: string | undefined,
): Promise<number> {
  const options = { ...libraryOptions(context), global: flags.global, default: flags.default };
  await useBuilder(name || context.builder || "", options);
  return 0;
}
