import { describe, expect, test } from "vitest";
import { BuildHistoryRecordSchema } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { parseRecordFilter } from "./record-filter.js";

const NOW = Date.parse("2026-01-02T00:00:00Z");
const seconds = (text: string) => ({ seconds: BigInt(Date.parse(text) / 1000), nanos: 0 });

const ended = create(BuildHistoryRecordSchema, {
  ref: "abcdef",
  frontendAttrs: { "vcs:source": "https://example.com/acme/app.git" },
  createdAt: seconds("2026-01-01T22:00:00Z"),
  completedAt: seconds("2026-01-01T22:01:30Z"),
});
const canceled = { ...ended, error: { code: 1, message: "failed: context canceled", details: [] } };
const failed = { ...ended, error: { code: 2, message: "no", details: [] } };
const running = {
  ...ended,
  completedAt: undefined as never,
  frontendAttrs: { context: "https://x.io/a.git?ref=b" },
};

describe("a filter", () => {
  test.each([
    ["ref=bcd", ended, true],
    ["ref!=abcdef", ended, false],
    ["repository=acme", ended, true],
    ["repository=x.io/a.git", running, true],
    ["repository!=https://x.io/a.git", running, false],
    ["status=completed", ended, true],
    ["status=error", failed, true],
    ["status=error", canceled, false],
    ["status=canceled", canceled, true],
    ["status=running", running, true],
    ["status!=running", running, false],
    ["startedAt>3h", ended, true],
    ["startedAt>1h", ended, false],
    ["startedAt<2026-01-01T22:00:01Z", ended, true],
    ["completedAt<1h", running, true],
    ["duration>1m", ended, true],
    ["duration>1m", running, false],
    ["duration<90s", ended, false],
  ])("%s", (filter, record, passes) => expect(parseRecordFilter(filter, NOW)(record)).toBe(passes));

  test.each([
    ["status", 'invalid filter "status"'],
    ["foo=error", 'unsupported filter "foo=error"'],
    ["toString=x", 'unsupported filter "toString=x"'],
    ["duration>=3s", 'unsupported filter "duration>=3s"'],
    ["status<x", 'invalid separator for "status<x", expected = or !='],
    ["duration!=3s", 'invalid separator for "duration!=3s", expected <=, <, >= or >'],
    ["startedAt>zz", "invalid time zz"],
    ["duration<x", "invalid duration x"],
  ])("%s is refused in buildx's words", (filter, message) => {
    expect(() => parseRecordFilter(filter, NOW)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message }),
    );
  });
});
