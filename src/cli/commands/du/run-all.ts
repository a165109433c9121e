import { SlipwayError } from "../../../errors/index.js";
import { type BuilderUsage, diskUsageOfAll } from "../../../index.js";
import { formatHumanSize } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { formatItems, parseItemFormat } from "../../table/format-items.js";
import { TemplateStruct } from "../../template/template-struct.js";
import type { duFlags } from "./flags.js";

const TABLE = "table {{.Builder}}\\t{{.Records}}\\t{{.Size}}\\t{{.Reclaimable}}\\t{{.Error}}";

const headers = {
  Builder: "BUILDER",
  Records: "RECORDS",
  Size: "SIZE",
  Reclaimable: "RECLAIMABLE",
  Error: "",
};

/** Runs `du --all-builders`: a line for each builder, and the sum in the table. */
export async function runDuAll(context: CommandCall, flags: FlagValues<typeof duFlags>): Promise<number> {
  if (flags.verbose) {
    throw new SlipwayError("invalid-argument", "--all-builders and --verbose cannot be used together");
  }
  const format = parseItemFormat(flags.format || "table", TABLE);
  const { filter: filters, timeout } = flags;
  const found = await diskUsageOfAll({ ...libraryOptions(context), filters, timeout });
  const sum = (key: "records" | "size" | "reclaimable") =>
    found.reduce((total, usage) => total + usage[key], 0);
  const total: BuilderUsage = {
    builder: "Total",
    records: sum("records"),
    size: sum("size"),
    reclaimable: sum("reclaimable"),
  };
  const rows = (format.isTable ? [...found, total] : found).map((usage) => new BuilderUsageRow(usage));
  context.stdout.write(formatItems(format, headers, rows));
  return 0;
}

/** A line of `du --all-builders`; JSON has bytes. */
class BuilderUsageRow extends TemplateStruct {
  readonly typeName = "*commands.builderUsageContext";
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  constructor(private readonly usage: BuilderUsage) {
    super();
    this.fields = {
      Builder: () => usage.builder,
      Records: () => usage.records,
      Size: () => formatHumanSize(usage.size),
      Reclaimable: () => formatHumanSize(usage.reclaimable),
      Error: () => usage.error?.message ?? "",
    };
  }

  toJSON(): unknown {
    const { builder, records, size, reclaimable, error } = this.usage;
    return {
      Builder: builder,
      Records: records,
      Size: size,
      Reclaimable: reclaimable,
      Error: error?.message,
    };
  }
}
