import { toUnixNanos } from "../../buildkit/client/index.js";
import type { BuildHistoryRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import type { UnixNanos } from "../../progress/model/status.js";

/** Parts of a record that its times are read from. */
export type RecordTimes = Pick<BuildHistoryRecord, "createdAt" | "completedAt">;

/** Nanoseconds from 1970 to the last millisecond that a `Date` can hold. */
const LAST = 8_640_000_000_000_000_000_000n;

/** When the build was started; 0 when the daemon does not say, or a time that no calendar has. */
export function createdAt({ createdAt }: RecordTimes): UnixNanos {
  const nanos = toUnixNanos(createdAt);
  return nanos > LAST || nanos < -LAST ? 0n : nanos;
}

/** Newest first, for sorting. */
export function byAge(a: RecordTimes, b: RecordTimes): number {
  const [left, right] = [createdAt(a), createdAt(b)];
  return left === right ? 0 : left < right ? 1 : -1;
}

/** Nanoseconds the build took; of one that runs, until `now`; undefined when that is not known. */
export function durationOf(record: RecordTimes, now: UnixNanos | undefined): bigint | undefined {
  const end = record.completedAt === undefined ? now : createdAt({ createdAt: record.completedAt });
  return end === undefined ? undefined : end - createdAt(record);
}
