import { toUnixNanos } from "../../buildkit/client/index.js";
import type { BuildHistoryRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import type { UnixNanos } from "../../progress/model/status.js";

/** Parts of a record that its times are read from. */
export type RecordTimes = Pick<BuildHistoryRecord, "createdAt" | "completedAt">;

/** When the build was started; 0 when the daemon does not say. */
export function createdAt({ createdAt }: RecordTimes): UnixNanos {
  return toUnixNanos(createdAt);
}

/** Newest first, for sorting. */
export function byAge(a: RecordTimes, b: RecordTimes): number {
  const [left, right] = [createdAt(a), createdAt(b)];
  return left === right ? 0 : left < right ? 1 : -1;
}

/** Nanoseconds the build took; of one that runs, until `now`; undefined when that is not known. */
export function durationOf(record: RecordTimes, now: UnixNanos | undefined): bigint | undefined {
  const end = record.completedAt === undefined ? now : toUnixNanos(record.completedAt);
  return end === undefined ? undefined : end - createdAt(record);
}
