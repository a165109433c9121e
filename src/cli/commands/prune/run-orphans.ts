import { SlipwayError } from "../../../errors/index.js";
import { type Orphan, removeOrphans } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { confirm } from "../../command/confirm.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import { orphanLine } from "../../table/orphan-row.js";
import type { pruneFlags } from "./flags.js";
import { refuseBeside } from "./refuse-beside.js";

/** What is about cache, and says nothing of orphans. */
const cacheFlags = [
  "all",
  "verbose",
  "reserved-space",
  "keep-storage",
  "max-used-space",
  "min-free-space",
] as const;

/** Runs `prune --orphans`, which asks first and then tells of everything as it goes. */
export async function runPruneOrphans(
  context: CommandCall,
  flags: FlagValues<typeof pruneFlags>,
): Promise<number> {
  refuseBeside("orphans", cacheFlags, flags);
  const removals = await removeOrphans({
    ...libraryOptions(context),
    timeout: flags.timeout,
    filters: flags.filter,
    ...(!flags.force && { confirm: (orphans) => confirm(context, question(orphans)) }),
  });
  for (const { orphan, error } of removals) {
    if (error === undefined) context.stdout.write(`${orphan.kind} ${orphan.name} removed\n`);
    else context.stderr.write(`failed to remove ${orphan.kind} ${orphan.name}: ${error.message}\n`);
  }
  const failed = removals.find(({ error }) => error !== undefined)?.error;
  if (failed === undefined) return 0;
  throw new SlipwayError(failed.code, "failed to remove one or more orphans", { cause: failed });
}

function question(orphans: readonly Orphan[]): string {
  const now = Date.now();
  const lines = orphans.map((orphan) => `  ${orphanLine(orphan, now)}\n`).join("");
  return `WARNING! This will remove:\n${lines}Are you sure you want to continue?`;
}
