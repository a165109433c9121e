import { useBuilder } from "../../../index.js";
import type { CommandContext } from "../../command/command-context.js";
import { libraryContext } from "../../command/library-context.js";
import type { FlagValues } from "../../flags/flag.js";
import type { useFlags } from "./flags.js";

/** Runs `use`, for the builder named by the argument or by `--builder`. */
export async function runUse(
  context: CommandContext,
  flags: FlagValues<typeof useFlags>,
  name: string | undefined,
): Promise<number> {
  const options = { ...libraryContext(context), global: flags.global, default: flags.default };
  await useBuilder(name || context.builder || "", options);
  return 0;
}
