import { SlipwayError } from "../../../errors/index.js";
import { removeBuilders, removeInactiveBuilders } from "../../../index.js";
import { asTyped } from "../../command/as-typed.js";
import type { CommandCall } from "../../command/command-call.js";
import { confirm } from "../../command/confirm.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { rmFlags } from "./flags.js";

const INACTIVE_QUESTION =
  "WARNING! This will remove all builders that are not in running state. Are you sure you want to continue?";

/** Runs `rm` and says on standard error what became of each builder. */
export async function runRm(
  context: CommandCall,
  flags: FlagValues<typeof rmFlags>,
  names: readonly string[],
): Promise<number> {
  const options = {
    ...libraryOptions(context),
    keepState: flags["keep-state"],
    keepDaemon: flags["keep-daemon"],
    force: flags.force,
    timeout: flags.timeout,
  };
  if (flags["all-inactive"]) {
    if (names.length > 0) {
      throw new SlipwayError("invalid-argument", "cannot specify builder name when --all-inactive is set");
    }
    if (!flags.force && !(await confirm(context, INACTIVE_QUESTION))) return 0;
    report(context, await removeInactiveBuilders(options));
    return 0;
  }
  const selected = context.builder === undefined ? [] : [context.builder];
  report(context, await removeBuilders(names.length > 0 ? names : selected, options));
  return 0;
}

function report(context: CommandCall, removals: Awaited<ReturnType<typeof removeBuilders>>): void {
  for (const { name, error } of removals) {
    if (error === undefined) context.stderr.write(`${name} removed\n`);
    else context.stderr.write(`failed to remove ${name}: ${error.message}\n${hintOf(error, context)}`);
  }
  const failed = removals.filter((removal) => removal.error !== undefined);
  if (failed.length === 0) return;
  throw new SlipwayError(failed[0]?.error?.code ?? "internal", "failed to remove one or more builders", {
    cause: failed[0]?.error,
  });
}

function hintOf({ hint }: SlipwayError, { invocation }: CommandCall): string {
  return hint === undefined ? "" : `Hint: ${asTyped(hint, invocation)}\n`;
}
