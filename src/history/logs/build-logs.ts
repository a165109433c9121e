import { contextFields, progressSink } from "../../builder/options/context-options.js";
import { withCaller } from "../../errors/index.js";
import type { ProgressSink } from "../../progress/model/status.js";
import { fields, needed } from "../../util/options/index.js";
import { checkHistoryCall } from "../history-door.js";
import type { HistoryOptions } from "../history-node.js";
import { findRecord } from "../query/query-records.js";
import { withHistory } from "../with-history.js";

/** Options of buildLogs. */
export interface BuildLogsOptions extends HistoryOptions {
  /** Receives the build's own progress, apart from that of booting, which goes to `progress`. */
  readonly logs: ProgressSink;
}

/** {@link BuildLogsOptions}, described. */
export const buildLogsOptions = fields<BuildLogsOptions>({ ...contextFields, logs: needed(progressSink) });

/**
 * Replays the progress of a build with its output, all at once; one that runs is followed until it ends. `ref` is a
 * build's id, empty for the newest, `^1` for the one before that.
 *
 * @throws SlipwayError `not-found`, `invalid-argument`, what booting throws, what a daemon reports.
 */
export async function buildLogs(
  builder: string | undefined,
  ref: string,
  options: BuildLogsOptions,
): Promise<void> {
  return withCaller(buildLogs, () => {
    checkHistoryCall("buildLogs", buildLogsOptions, { builder, ref, options });
    return withHistory(builder, options, async (nodes) => {
      const { signal, logs } = options;
      const { record, node } = await findRecord(nodes, { ref, signal });
      await node.client.status(record.ref, (status) => logs.update(status), { signal });
    });
  });
}
