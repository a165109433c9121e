import { removeEmulators } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { rmFlags } from "./flags.js";

/** Runs `qemu rm`, and says what is gone. */
export async function runQemuRm(
  context: CommandCall,
  { force, image }: FlagValues<typeof rmFlags>,
  platforms: readonly string[],
): Promise<number> {
  const display = new CommandDisplay(context, "auto");
  const library = { ...libraryOptions(context), progress: display, onWarning: display.warn };
  const removed = await display.during(() =>
    removeEmulators(context.builder, { ...library, image, force, platforms }),
  );
  context.stdout.write(
    removed.map(({ architecture, name }) => `${name} (linux/${architecture}) removed\n`).join(""),
  );
  return 0;
}
