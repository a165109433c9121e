import { type BuilderInfo, listBuilders } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import { formatItems, type ItemFormat, parseItemFormat } from "../../table/format-items.js";
import type { LiveList } from "./live-list.js";
import { LsRow, type LsRowOptions, lsHeaders } from "./ls-row.js";

const TABLE = "table {{.Name}}\\t{{.DriverEndpoint}}\\t{{.Status}}\\t{{.Buildkit}}\\t{{.Platforms}}";

/** The flags of `ls`, read. */
export interface LsOptions {
  readonly format: string;
  readonly noTrunc: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Runs `ls`. What could not be loaded is told below the table and is no failure. A terminal shows the table at once, and
 * what the builders answer as it comes.
 */
export async function runLs(context: CommandCall, options: LsOptions): Promise<number> {
  const format = parseItemFormat(options.format, TABLE);
  const text = (builders: readonly BuilderInfo[], unanswered = "") => {
    const rowOptions = { table: format.isTable, noTrunc: options.noTrunc, unanswered };
    const rows = builders.flatMap((builder) => rowsOf(builder, format, rowOptions));
    return formatItems(format, lsHeaders, rows);
  };
  const live = format.isTable && isScreen(context) ? await liveList(context, text) : undefined;
  const library = libraryOptions(context);
  try {
    const builders = await listBuilders({
      ...library,
      onWarning: live?.warn ?? library.onWarning,
      timeout: options.timeout,
      onUpdate: live?.update,
    });
    if (live === undefined) context.stdout.write(text(builders));
    else live.finish(text(builders));
    const problems = builders.flatMap(problemsOf);
    if (format.isTable && problems.length > 0) context.stderr.write(`\n${problems.join("\n")}\n`);
    return 0;
  } finally {
    live?.stop();
  }
}

/** A terminal whose cursor can be moved. */
function isScreen({ stdout, env }: CommandCall): boolean {
  return stdout.isTTY === true && env.TERM !== "dumb";
}

/** The status of a node that is still asked for it. */
const UNANSWERED = "...";

/** Nobody else needs what draws. */
async function liveList(
  context: CommandCall,
  text: (builders: readonly BuilderInfo[], unanswered: string) => string,
): Promise<LiveList> {
  const { LiveList } = await import("./live-list.js");
  return new LiveList(context, (builders) => text(builders, UNANSWERED));
}

function rowsOf(builder: BuilderInfo, format: ItemFormat, options: LsRowOptions): LsRow[] {
  const nodes = format.isJson || builder.error !== undefined ? [] : builder.nodes;
  return [undefined, ...nodes].map((node) => new LsRow(builder, node, options));
}

function problemsOf(builder: BuilderInfo): string[] {
  if (builder.error !== undefined) return [`Cannot load builder ${builder.name}: ${builder.error.message}`];
  return builder.nodes.flatMap(({ name, error }) =>
    error === undefined ? [] : [`Failed to get status for ${builder.name} (${name}): ${error.message}`],
  );
}
