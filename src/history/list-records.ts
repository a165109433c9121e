import { BuildError, type BuildKitClient, type HistoryCallOptions } from "../buildkit/client/index.js";
import type {
  BuildHistoryEvent,
  BuildHistoryRecord,
  BuildHistoryRequestSchema,
} from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { BuildHistoryEventType } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import type { MessageInitShape } from "../buildkit/protobuf/index.js";
import { GrpcCode } from "../buildkit/transport/index.js";

/** A record as the daemon lists it. */
export interface ListedRecord {
  readonly record: BuildHistoryRecord;
  /** The build has ended. */
  readonly completed: boolean;
}

/**
 * Hands out the records that a daemon lists, one by one; none for a daemon that keeps no history.
 *
 * @throws SlipwayError what the daemon reports.
 */
export async function eachRecord(
  client: BuildKitClient,
  request: MessageInitShape<typeof BuildHistoryRequestSchema>,
  take: (listed: ListedRecord) => void,
  options: HistoryCallOptions = {},
): Promise<void> {
  const onEvent = ({ type, record }: BuildHistoryEvent) => {
    if (record === undefined || type === BuildHistoryEventType.DELETED) return;
    take({ record, completed: type === BuildHistoryEventType.COMPLETE });
  };
  try {
    await client.listenBuildHistory({ ...request, earlyExit: true }, onEvent, options);
  } catch (reason) {
    // Daemons before v0.11 have no history.
    if (reason instanceof BuildError && reason.failure.grpcCode === GrpcCode.Unimplemented) return;
    throw reason;
  }
}

/**
 * The records of the build of that id. The daemon remembers for as long as it runs that it was asked for the id, and
 * from then on needs `removeBuilds` to delete the record.
 */
export async function listRecords(
  client: BuildKitClient,
  ref: string,
  options: HistoryCallOptions = {},
): Promise<readonly BuildHistoryRecord[]> {
  const records: BuildHistoryRecord[] = [];
  await eachRecord(client, { ref }, ({ record }) => records.push(record), options);
  return records;
}
