import { buildLogs } from "../../../index.js";
import { createDisplay, parseProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import type { logsFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

/** Runs `history logs`: the build's progress on standard error, as the build itself showed it. */
export async function runLogs(
  context: CommandCall,
  flags: FlagValues<typeof logsFlags>,
  ref: string,
): Promise<number> {
  const { stderr: stream, env, warn: onWarning } = context;
  const mode = parseProgressMode(flags.progress);
  const logs = createDisplay(mode === "auto" ? "plain" : mode, { stream, env, onWarning });
  try {
    await withDisplay(context, (options) => buildLogs(context.builder, ref, { ...options, logs }));
    await logs.finish();
  } catch (reason) {
    await logs.finish(reason);
    throw reason;
  }
  return 0;
}
