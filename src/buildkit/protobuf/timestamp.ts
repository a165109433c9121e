import type { Timestamp } from "../gen/google/protobuf/timestamp_pb.js";

/** A date as protobuf has it. */
export function timestampFromDate(date: Date): Timestamp {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(seconds), nanos: (milliseconds - seconds * 1000) * 1_000_000 };
}
