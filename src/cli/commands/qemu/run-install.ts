import { installEmulators } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { CommandDisplay } from "../../command/command-display.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { installFlags } from "./flags.js";

/** Runs `qemu install`, and says what runs each platform's programs. */
export async function runQemuInstall(
  context: CommandCall,
  { image }: FlagValues<typeof installFlags>,
  platforms: readonly string[],
): Promise<number> {
  const display = new CommandDisplay(context, "auto");
  const library = { ...libraryOptions(context), progress: display, onWarning: display.warn };
  const { emulators, present } = await display.during(() =>
    installEmulators(context.builder, { ...library, image, platforms }),
  );
  const lines = emulators.map(({ architecture, name }) => {
    const what = present.includes(architecture) ? "is emulated already" : "is emulated now";
    return `linux/${architecture} ${what}, by ${name}\n`;
  });
  const emulated = new Set(emulators.map(({ architecture }) => architecture));
  const own = present.filter((one) => !emulated.has(one)).map((one) => `linux/${one} needs no emulator\n`);
  context.stdout.write([...lines, ...own].join(""));
  return 0;
}
