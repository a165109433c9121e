import { SlipwayError } from "../../../errors/index.js";
import { type BuilderPrune, pruneAllBuilders } from "../../../index.js";
import { formatHumanSize } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { confirm } from "../../command/confirm.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { alignColumns, dockerColumns } from "../../table/align-columns.js";
import type { pruneFlags } from "./flags.js";
import { refuseBeside } from "./refuse-beside.js";

/** What is about one builder, or the same cache in another way. */
const otherFlags = [
  "orphans",
  "filter",
  "verbose",
  "reserved-space",
  "keep-storage",
  "max-used-space",
  "min-free-space",
] as const;

/** Runs `prune --all-builders --target`, which asks first and says of each builder what was freed and what is left. */
export async function runPruneAll(
  context: CommandCall,
  flags: FlagValues<typeof pruneFlags>,
): Promise<number> {
  const { target, force, timeout } = flags;
  if (target === undefined || !flags["all-builders"]) {
    throw new SlipwayError("invalid-argument", "--all-builders and --target have to be used together");
  }
  refuseBeside("all-builders", otherFlags, flags);
  const { pruned, builders } = await pruneAllBuilders({
    ...libraryOptions(context),
    maxUsedSpace: target,
    timeout,
    ...(!force && { confirm: (plan) => confirm(context, question(plan)) }),
  });
  if (!pruned) return 0;
  context.stdout.write(table(builders));
  const kept = builders.reduce((sum, builder) => sum + builder.kept, 0);
  const failed = builders.filter(({ error }) => error !== undefined);
  if (kept > target && failed.length === 0) {
    context.warn(`${formatHumanSize(kept - target)} more than the target are in use or kept by pruneFilters`);
  }
  for (const { builder, error } of failed) {
    context.stderr.write(`failed to prune ${builder}: ${error?.message}\n`);
  }
  const first = failed[0]?.error;
  if (first === undefined) return 0;
  throw new SlipwayError(first.code, "failed to prune one or more builders", { cause: first });
}

function question(plan: readonly BuilderPrune[]): string {
  const lines = plan
    .filter(({ freed }) => freed > 0)
    .map(({ builder, freed, kept }) => {
      return `  ${formatHumanSize(freed)} of ${formatHumanSize(freed + kept)} of ${builder}\n`;
    });
  return `WARNING! This will remove build cache:\n${lines.join("")}Are you sure you want to continue?`;
}

function table(builders: readonly BuilderPrune[]): string {
  const sum = (key: "freed" | "kept") => builders.reduce((total, builder) => total + builder[key], 0);
  const known = builders.filter(({ error, freed }) => error === undefined || freed > 0);
  const rows = [...known, { builder: "Total", freed: sum("freed"), kept: sum("kept") }];
  const lines = rows.map(({ builder, freed, kept }) => {
    return `${builder}\t${formatHumanSize(freed)}\t${formatHumanSize(kept)}\n`;
  });
  return alignColumns(`BUILDER\tFREED\tKEPT\n${lines.join("")}`, dockerColumns);
}
