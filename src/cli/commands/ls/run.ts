import { type BuilderInfo, listBuilders } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import { formatItems, type ItemFormat, parseItemFormat } from "../../table/format-items.js";
import { LsRow, lsHeaders } from "./ls-row.js";

const TABLE = "table {{.Name}}\\t{{.DriverEndpoint}}\\t{{.Status}}\\t{{.Buildkit}}\\t{{.Platforms}}";

/** The flags of `ls`, read. */
export interface LsOptions {
  readonly format: string;
  readonly noTrunc: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Runs `ls`. What could not be loaded is told below the table and is no failure. */
export async function runLs(context: CommandCall, options: LsOptions): Promise<number> {
  const format = parseItemFormat(options.format, TABLE);
  const builders = await listBuilders({ ...libraryOptions(context), timeout: options.timeout });
  const rows = builders.flatMap((builder) => rowsOf(builder, format, options.noTrunc));
  context.stdout.write(formatItems(format, lsHeaders, rows));
  const problems = builders.flatMap(problemsOf);
  if (format.isTable && problems.length > 0) context.stderr.write(`\n${problems.join("\n")}\n`);
  return 0;
}

function rowsOf(builder: BuilderInfo, format: ItemFormat, noTrunc: boolean): LsRow[] {
  const options = { table: format.isTable, noTrunc };
  const nodes = format.isJson || builder.error !== undefined ? [] : builder.nodes;
  return [undefined, ...nodes].map((node) => new LsRow(builder, node, options));
}

function problemsOf(builder: BuilderInfo): string[] {
  if (builder.error !== undefined) return [`Cannot load builder ${builder.name}: ${builder.error.message}`];
  return builder.nodes.flatMap(({ name, error }) =>
    error === undefined ? [] : [`Failed to get status for ${builder.name} (${name}): ${error.message}`],
  );
}
