import { describe, expect, test } from "vitest";
import type { BuildKitClient, HistoryCallOptions } from "../../buildkit/client/index.js";
import {
  type BuildHistoryEvent,
  BuildHistoryEventType,
  type BuildHistoryRecord,
  BuildHistoryRecordSchema,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import type { HistoryNode } from "../history-node.js";
import { takesLimits } from "../history-node.js";
import { findRecord, queryRecords } from "./query-records.js";

const { COMPLETE, DELETED, STARTED } = BuildHistoryEventType;

const record = (ref: string, second: number): BuildHistoryRecord =>
  create(BuildHistoryRecordSchema, { ref, createdAt: { seconds: BigInt(second), nanos: 0 } });

/** A node whose daemon lists these events, and what it was asked. */
function nodeWith(events: Iterable<BuildHistoryEvent>, limits = true) {
  const requests: object[] = [];
  const client = {
    async listenBuildHistory(
      request: object,
      onEvent: (event: BuildHistoryEvent) => void,
      options: HistoryCallOptions,
    ) {
      requests.push(request);
      options.onClock?.(7n);
      for (const event of events) onEvent(event);
    },
  };
  const node = { builder: "b", node: { name: "b0" }, client: client as unknown as BuildKitClient, limits };
  return { node: node as unknown as HistoryNode, requests };
}

function* endless(count: number): Generator<BuildHistoryEvent> {
  for (let index = 0; index < count; index++) yield { type: COMPLETE, record: record(`r${index}`, index) };
}

const three = [
  { type: COMPLETE, record: record("old", 1) },
  { type: STARTED, record: record("running", 3) },
  { type: COMPLETE, record: record("new", 2) },
  { type: DELETED, record: record("gone", 9) },
  { type: COMPLETE },
];

const refsOf = async (query: Parameters<typeof queryRecords>[1], ...nodes: HistoryNode[]) =>
  (await queryRecords(nodes, query)).map((found) => found.record.ref);

describe("records of a builder", () => {
  test("come newest first, from all nodes, with the daemon's time", async () => {
    const other = nodeWith([{ type: COMPLETE, record: record("other", 2.5 * 2) }]);
    const found = await queryRecords([nodeWith(three).node, other.node], { ref: "" });
    expect(found.map((each) => each.record.ref)).toEqual(["other", "running", "new", "old"]);
    expect(found[0]?.now).toBe(7n);
  });

  test("that run are left out where only those that ended count", async () => {
    expect(await refsOf({ ref: "", completedOnly: true }, nodeWith(three).node)).toEqual(["new", "old"]);
  });

  test("are the 50 newest of a node, however many it sends", async () => {
    const refs = await refsOf({ ref: "" }, nodeWith(endless(10_000)).node);
    expect(refs).toHaveLength(50);
    expect(refs.slice(0, 2)).toEqual(["r9999", "r9998"]);
  });

  test("are counted back from the newest", async () => {
    const { node } = nodeWith(three);
    expect(await refsOf({ ref: "^0" }, node)).toEqual(["running"]);
    expect(await refsOf({ ref: "^2" }, node)).toEqual(["old"]);
    expect(await refsOf({ ref: "^-1" }, node)).toEqual(["running"]);
    expect(await refsOf({ ref: "^3" }, node)).toEqual([]);
  });

  test.each([
    ["^5", "no completed build found with offset 2"],
    ["^x", 'invalid offset "^x": strconv.Atoi: parsing "x": invalid syntax'],
    ["^99999999999999999999", 'parsing "99999999999999999999": value out of range'],
    ["^3", 'no record found for ref "^3"'],
    ["ol", 'no record found for ref "ol"'],
  ])("cannot be found by %s", async (ref, message) => {
    await expect(findRecord([nodeWith(three).node], { ref })).rejects.toThrow(message);
  });

  test("that are none are said to be none", async () => {
    await expect(findRecord([nodeWith([]).node], { ref: "" })).rejects.toThrow("no records found");
  });
});

describe("a daemon", () => {
  const filters = [() => true];

  test.each([
    ["of today is asked for no more than is shown", true, { ref: "" }, { earlyExit: true, limit: 50 }],
    [
      "of today is asked for one build by a filter",
      true,
      { ref: "ab1" },
      { earlyExit: true, filter: ["ref==ab1"] },
    ],
    ["is not sent what could break a filter", true, { ref: "a,b" }, { earlyExit: true }],
    ["is not sent filters, which it might read differently", true, { ref: "", filters }, { earlyExit: true }],
    ["from before v0.29 is asked for everything: it dies of limits", false, { ref: "" }, { earlyExit: true }],
    ["from before v0.29 is sent no filter: it dies of these too", false, { ref: "ab1" }, { earlyExit: true }],
  ])("%s", async (_what, limits, query, request) => {
    const { node, requests } = nodeWith(three, limits);
    await queryRecords([node], query);
    expect(requests).toEqual([request]);
  });

  test.each([
    ["v0.32.2", true],
    ["v0.29.0", true],
    ["0.29.1+ds1", true],
    ["v1.0.0", true],
    ["v0.28.1", false],
    ["dev", false],
    [undefined, false],
  ])("of version %s takes limits: %s", (version, takes) => expect(takesLimits(version)).toBe(takes));
});
