import { expect, test } from "vitest";
import { testEnvironment } from "../../../test/support/build/run-build.js";
import { memoryDriver } from "../../../test/support/builder/memory-driver.js";
import { FakeBuildKit, type FakeHandler } from "../../../test/support/buildkit/fake-buildkit.js";
import { Control, type UsageRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { CacheRecord } from "./cache-record.js";
import { createBuilder } from "./create-builder.js";
import { diskUsage } from "./disk-usage.js";
import { pruneBuilder } from "./prune-builder.js";

const record = (id: string, size: bigint, more: Partial<UsageRecord> = {}): Partial<UsageRecord> => ({
  id,
  size,
  recordType: "regular",
  createdAt: { seconds: 1n, nanos: 5 },
  ...more,
});

const busy = record("busy", 7n, {
  inUse: true,
  mutable: true,
  shared: true,
  parents: ["small"],
  description: "mount / from exec",
  usageCount: 3n,
  lastUsedAt: { seconds: 2n, nanos: 0 },
});

/** What `busy` is to a caller. */
const busyRecord: Omit<CacheRecord, "node"> = {
  id: "busy",
  size: 7,
  mutable: true,
  inUse: true,
  shared: true,
  parents: ["small"],
  description: "mount / from exec",
  type: "regular",
  usageCount: 3,
  createdAt: 1_000_000_005n,
  lastUsedAt: 2_000_000_000n,
};

/** A builder `b` of two nodes whose daemons are one fake, which answers so. */
async function builder(handlers: Readonly<Record<string, FakeHandler>>) {
  const daemon = new FakeBuildKit({ handlers });
  memoryDriver({ connect: daemon.connect });
  const env = testEnvironment();
  await createBuilder({ env, name: "b", driver: "memory" });
  await createBuilder({ env, name: "b", endpoint: "memory:2", append: true });
  return { daemon, env };
}

const usage: FakeHandler = (call) =>
  call.answer(Control.diskUsage.output, {
    record: [record("large", 9n), record("small", 1n), busy, record("also small", 1n)],
  });

test("disk usage is told node after node, the smallest record first", async () => {
  const { daemon, env } = await builder({ [Control.diskUsage.path]: usage });
  const records = await diskUsage("b", { env, filters: ["until=1h", "type=regular"] });
  const ids = ["also small", "small", "busy", "large"];
  expect(records.map(({ node, id }) => [node, id])).toEqual(
    ["b0", "b1"].flatMap((node) => ids.map((id) => [node, id])),
  );
  expect(records[2]).toEqual({ node: "b0", ...busyRecord });
  expect(records[0]).not.toHaveProperty("lastUsedAt");
  const [request] = await daemon.requests(Control.diskUsage);
  expect(request).toMatchObject({ filter: ["type==regular"], ageLimit: 3_600_000_000_000n });
});

test("what a daemon answers instead of its usage says what it was asked", async () => {
  const { env } = await builder({
    [Control.diskUsage.path]: (call) => call.end(GrpcCode.Internal, "database not open"),
  });
  await expect(diskUsage("b", { env })).rejects.toThrow(/^failed to call diskusage: .*database not open/);
});

const prune: FakeHandler = (call) => {
  call.send(Control.prune.output, busy);
  call.send(Control.prune.output, record("small", 1n));
  call.end();
};

test("a prune tells of every record that goes, and of all their bytes", async () => {
  const { daemon, env } = await builder({ [Control.prune.path]: prune });
  const records: CacheRecord[] = [];
  const onRecord = (removed: CacheRecord) => void records.push(removed);
  const result = await pruneBuilder("b", {
    env,
    all: true,
    reservedSpace: 5,
    filters: ["until=2s"],
    onRecord,
  });
  expect(result).toEqual({ pruned: true, size: 16 });
  expect(records).toHaveLength(4);
  expect(records).toContainEqual({ node: "b1", ...busyRecord });
  const [request] = await daemon.requests(Control.prune);
  expect(request).toMatchObject({ all: true, reservedSpace: 5n, keepDuration: 2_000_000_000n });
});

test("a prune that is not confirmed asks no daemon", async () => {
  const { daemon, env } = await builder({ [Control.prune.path]: prune });
  daemon.calls.splice(0);
  const confirm = async () => false;
  expect(await pruneBuilder("b", { env, confirm })).toEqual({ pruned: false, size: 0 });
  await expect(pruneBuilder("b", { env, confirm, filters: ["bad"] })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  expect(daemon.calls).toEqual([]);
});

test.each([
  [{ maxUsedSpace: 10 }, []],
  [{ minFreeSpace: 10 }, [{ id: "gc.freespacefilter", enabled: false }]],
])("limits %j need a daemon that knows them", async (limits, llbCaps) => {
  const pong: FakeHandler = (call) => call.answer(LLBBridge.ping.output, { llbCaps });
  const { daemon, env } = await builder({ [Control.prune.path]: prune, [LLBBridge.ping.path]: pong });
  await expect(pruneBuilder("b", { env, ...limits })).rejects.toMatchObject({
    code: "unsupported",
    message: "buildkit v0.17.0+ is required for max-used-space and min-free-space filters",
  });
  expect(await daemon.requests(Control.prune)).toEqual([]);
});

test("a daemon that knows limits is given them", async () => {
  const llbCaps = [{ id: "gc.freespacefilter", enabled: true }];
  const pong: FakeHandler = (call) => call.answer(LLBBridge.ping.output, { llbCaps });
  const { daemon, env } = await builder({ [Control.prune.path]: prune, [LLBBridge.ping.path]: pong });
  await pruneBuilder("b", { env, maxUsedSpace: 10, minFreeSpace: 20 });
  const [request] = await daemon.requests(Control.prune);
  expect(request).toMatchObject({ maxUsedSpace: 10n, minFreeSpace: 20n });
});

test("a node that cannot be reached does not keep the other from being pruned", async () => {
  const daemon = new FakeBuildKit({ handlers: { [Control.prune.path]: prune } });
  const lost = new SlipwayError("daemon-unreachable", "nobody listens");
  memoryDriver({
    connect: (node) => (node === "b0" ? Promise.reject(lost) : daemon.connect()),
    status: () => "inactive",
  });
  const env = testEnvironment();
  await createBuilder({ env, name: "b", driver: "memory" });
  await createBuilder({ env, name: "b", endpoint: "memory:2", append: true });
  const nodes: string[] = [];
  const onRecord = ({ node }: CacheRecord) => void nodes.push(node);
  await expect(pruneBuilder("b", { env, onRecord })).rejects.toBe(lost);
  expect(nodes).toEqual(["b1", "b1"]);
});

test("a daemon that is silent is given up when the time is over", async () => {
  const daemon = new FakeBuildKit({ handlers: { [Control.info.path]: () => new Promise(() => undefined) } });
  memoryDriver({ connect: daemon.connect, status: () => "inactive" });
  const env = testEnvironment();
  await createBuilder({ env, name: "b", driver: "memory" });
  await expect(diskUsage("b", { env, timeout: 50 })).rejects.toMatchObject({
    code: "timeout",
    message: "the state of node b0 was not known after 0.05 s",
    hint: "raise the limit with --timeout",
  });
});

test("an old daemon, which cannot tell its version, is asked all the same", async () => {
  const info: FakeHandler = (call) => call.end(GrpcCode.Unimplemented, "unknown method Info");
  const { env } = await builder({ [Control.info.path]: info, [Control.diskUsage.path]: usage });
  expect(await diskUsage("b", { env })).toHaveLength(8);
});
