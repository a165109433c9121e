import { BuildError, type BuildKitClient, type HistoryCallOptions } from "../buildkit/client/index.js";
import {
  type BuildHistoryEvent,
  BuildHistoryEventType,
  type BuildHistoryRecord,
} from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { GrpcCode } from "../buildkit/transport/index.js";

/** What happens to the records of a daemon. */
export interface RecordChanges {
  /** One that is there, is new, or has changed. The next waits for it. */
  readonly onRecord: (record: BuildHistoryRecord) => void | Promise<void>;
  readonly onRemoved: (ref: string) => void;
}

/**
 * Tells of all records that a daemon has, and from then on of what happens to them, until the daemon goes or the signal
 * aborts. Resolves at once for a daemon that keeps no history.
 *
 * @throws SlipwayError what the daemon reports, `canceled`.
 */
export async function watchRecords(
  client: Pick<BuildKitClient, "listenBuildHistory">,
  { onRecord, onRemoved }: RecordChanges,
  options: HistoryCallOptions = {},
): Promise<void> {
  const onEvent = ({ type, record }: BuildHistoryEvent) => {
    if (record === undefined) return undefined;
    if (type !== BuildHistoryEventType.DELETED) return onRecord(record);
    onRemoved(record.ref);
    return undefined;
  };
  try {
    await client.listenBuildHistory({ earlyExit: false }, onEvent, options);
  } catch (reason) {
    // Daemons before v0.11 have no history.
    if (reason instanceof BuildError && reason.failure.grpcCode === GrpcCode.Unimplemented) return;
    throw reason;
  }
}
