import { expect, test } from "vitest";
import { TimestampSchema } from "../../buildkit/gen/google/protobuf/timestamp_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { createdAt, durationOf } from "./record-times.js";

const at = (seconds: bigint) => create(TimestampSchema, { seconds });

test.each([
  [8_640_000_000_000n, 8_640_000_000_000_000_000_000n],
  [8_640_000_000_001n, 0n],
  [-8_640_000_000_001n, 0n],
  [9_000_000_000_000_000n, 0n],
])("a daemon's time of %d seconds is one that a date can hold", (seconds, nanos) => {
  expect(createdAt({ createdAt: at(seconds) })).toBe(nanos);
  expect(durationOf({ createdAt: at(0n), completedAt: at(seconds) }, undefined)).toBe(nanos);
});
