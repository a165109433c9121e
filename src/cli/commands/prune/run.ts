import { type CacheRecord, pruneBuilder } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { confirm } from "../../command/confirm.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { pruneFlags } from "./flags.js";
import { removedBlock, removedLine, removedTotal } from "./removed-record.js";

const question = (what: string) =>
  `WARNING! This will remove all ${what}build cache. Are you sure you want to continue?`;

/** Runs `prune`, which asks first and then tells of every record as it goes. */
export async function runPrune(context: CommandCall, flags: FlagValues<typeof pruneFlags>): Promise<number> {
  let isFirst = true;
  const show = (record: CacheRecord) => {
    const now = Date.now();
    context.stdout.write(flags.verbose ? removedBlock(record, now) : removedLine(record, isFirst, now));
    isFirst = false;
  };
  const { pruned, size } = await pruneBuilder(context.builder, {
    ...libraryOptions(context),
    all: flags.all,
    filters: flags.filter,
    reservedSpace: flags["reserved-space"] || flags["keep-storage"],
    maxUsedSpace: flags["max-used-space"],
    minFreeSpace: flags["min-free-space"],
    timeout: flags.timeout,
    onRecord: show,
    ...(!flags.force && { confirm: () => confirm(context, question(flags.all ? "" : "dangling ")) }),
  });
  if (pruned) context.stdout.write(removedTotal(size));
  return 0;
}
