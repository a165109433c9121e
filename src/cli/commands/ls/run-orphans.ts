import { listOrphans } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import { formatItems, parseItemFormat } from "../../table/format-items.js";
import { OrphanRow, orphanHeaders, orphanTable } from "../../table/orphan-row.js";
import type { LsOptions } from "./run.js";

/** Runs `ls --orphans`. */
export async function runLsOrphans(
  context: CommandCall,
  { format, timeout }: Pick<LsOptions, "format" | "timeout">,
): Promise<number> {
  const parsed = parseItemFormat(format, orphanTable);
  const orphans = await listOrphans({ ...libraryOptions(context), timeout });
  const now = Date.now();
  const rows = orphans.map((orphan) => new OrphanRow(orphan, now));
  context.stdout.write(formatItems(parsed, orphanHeaders, rows));
  return 0;
}
