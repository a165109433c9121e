import { inspectBuilder } from "../../../index.js";
import { withBootDisplay } from "../../command/boot-display.js";
import type { CommandContext } from "../../command/command-context.js";
import { libraryContext } from "../../command/library-context.js";
import type { FlagValues } from "../../flags/flag.js";
import { describeBuilder } from "./describe-builder.js";
import type { inspectFlags } from "./flags.js";

/** Runs `inspect`, of the builder named by the argument, by `--builder`, or the current one. */
export async function runInspect(
  context: CommandContext,
  flags: FlagValues<typeof inspectFlags>,
  name: string | undefined,
): Promise<number> {
  const builder = await withBootDisplay(context, (progress) =>
    inspectBuilder(name || context.builder, { ...libraryContext(context), ...flags, progress }),
  );
  context.stdout.write(describeBuilder(builder, { debug: context.debug }));
  return 0;
}
