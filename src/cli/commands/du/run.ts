import { SlipwayError } from "../../../errors/index.js";
import { type CacheRecord, diskUsage } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { formatItems, parseItemFormat } from "../../table/format-items.js";
import type { duFlags } from "./flags.js";
import { prettyUsage } from "./pretty-usage.js";
import { UsageRow, usageHeaders } from "./usage-row.js";
import { usageSummary } from "./usage-summary.js";

const TABLE = "table {{.ID}}\\t{{.Reclaimable}}\\t{{.Size}}\\t{{.LastUsedAt}}";

/** Runs `du`. The sums are told where all records are shown in a form of `du`'s own. */
export async function runDu(context: CommandCall, flags: FlagValues<typeof duFlags>): Promise<number> {
  if (flags.verbose && flags.format !== "") {
    throw new SlipwayError("invalid-argument", "--format and --verbose cannot be used together");
  }
  const format = flags.verbose ? "pretty" : flags.format || "table";
  const show = renderer(format);
  const { filter: filters, timeout } = flags;
  const records = await diskUsage(context.builder, { ...libraryOptions(context), filters, timeout });
  context.stdout.write(show(records));
  const isFiltered = filters.some((filter) => filter !== "");
  if (!isFiltered && (format === "table" || format === "pretty")) context.stdout.write(usageSummary(records));
  return 0;
}

function renderer(format: string): (records: readonly CacheRecord[]) => string {
  const now = Date.now();
  if (format === "pretty") {
    return (records) => records.map((record) => prettyUsage(record, now)).join("");
  }
  const parsed = parseItemFormat(format, TABLE);
  const options = { table: parsed.isTable, now };
  return (records) =>
    formatItems(
      parsed,
      usageHeaders,
      records.map((record) => new UsageRow(record, options)),
    );
}
