import { listEmulators } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { formatItems, parseItemFormat } from "../../table/format-items.js";
import { EmulatorRow, emulatorHeaders, emulatorTable } from "./emulator-row.js";
import type { lsFlags } from "./flags.js";

/** Runs `qemu ls`. */
export async function runQemuLs(
  context: CommandCall,
  { format, image }: FlagValues<typeof lsFlags>,
): Promise<number> {
  const parsed = parseItemFormat(format, emulatorTable);
  const emulators = await listEmulators(context.builder, { ...libraryOptions(context), image });
  const rows = emulators.map((emulator) => new EmulatorRow(emulator));
  context.stdout.write(formatItems(parsed, emulatorHeaders, rows));
  return 0;
}
