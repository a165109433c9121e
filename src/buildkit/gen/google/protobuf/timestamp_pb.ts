// Generated from google/protobuf/timestamp.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../protobuf/schema.js";

/** `google.protobuf.Timestamp` */
export interface Timestamp {
  /** Represents seconds of UTC time since Unix epoch 1970-01-01T00:00:00Z. Must be between -62135596800 and 253402300799 inclusive (which corresponds to 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z). */
  seconds: bigint;
  /** Non-negative fractions of a second at nanosecond resolution. This field is the nanosecond portion of the duration, not an alternative to seconds. Negative second values with fractions must still have non-negative nanos values that count forward in time. Must be between 0 and 999,999,999 inclusive. */
  nanos: number;
}
/** Field table of {@link Timestamp}. */
export const TimestampSchema: DescMessage<Timestamp> = /* @__PURE__ */ new DescMessage("google.protobuf.Timestamp", () => [
  [1, "seconds", "int64"],
  [2, "nanos", "int32"],
]);
