import { type BuildRecord, listBuilds } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import { formatItems, parseItemFormat } from "../../table/format-items.js";
import { BuildRow, buildHeaders } from "./build-row.js";
import type { lsFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

const TABLE = "table {{.Ref}}\\t{{.Name}}\\t{{.Status}}\\t{{.CreatedAt}}\\t{{.Duration}}\\t{{.Link}}";

/** Runs `history ls`. */
export async function runHistoryLs(context: CommandCall, flags: FlagValues<typeof lsFlags>): Promise<number> {
  const format = parseItemFormat(flags.format, TABLE);
  const { filter: filters, local } = flags;
  const localTo = local ? process.cwd() : undefined;
  const builds = await withDisplay(context, (options) =>
    listBuilds(context.builder, { ...options, filters, localTo }),
  );
  const terminal = context.stdout.isTTY === true;
  const options = {
    table: format.isTable,
    truncate: !flags["no-trunc"],
    terminal,
    // What programs read stays as it is.
    safe: format.isTable || (terminal && !format.isJson),
    now: Date.now(),
  };
  const rows = [...builds].sort(runningFirst).map((build) => new BuildRow(build, options));
  context.stdout.write(formatItems(format, buildHeaders, rows));
  return 0;
}

function runningFirst(a: BuildRecord, b: BuildRecord): number {
  return Number(a.completedAt !== undefined) - Number(b.completedAt !== undefined);
}
