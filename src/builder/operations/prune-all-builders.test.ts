import { expect, test } from "vitest";
import { testEnvironment } from "../../../test/support/build/run-build.js";
import { memoryDriver } from "../../../test/support/builder/memory-driver.js";
import { FakeBuildKit, type FakeHandler } from "../../../test/support/buildkit/fake-buildkit.js";
import { Control, type UsageRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import { SlipwayError } from "../../errors/index.js";
import { createBuilder } from "./create-builder.js";
import { type BuilderPrune, pruneAllBuilders } from "./prune-all-builders.js";

const record = (id: string, size: bigint, seconds: bigint): Partial<UsageRecord> => ({
  ...{ id, size, recordType: "regular", createdAt: { seconds, nanos: 0 } },
});

const pong: FakeHandler = (call) =>
  call.answer(LLBBridge.ping.output, { llbCaps: [{ id: "gc.freespacefilter", enabled: true }] });

/** A daemon that holds records and removes the first, whatever it is asked. */
function daemonWith(records: Partial<UsageRecord>[], prune?: FakeHandler): FakeBuildKit {
  const removeFirst: FakeHandler = (call) => {
    call.send(Control.prune.output, records[0] ?? {});
    call.end();
  };
  return new FakeBuildKit({
    handlers: {
      [Control.diskUsage.path]: (call) => call.answer(Control.diskUsage.output, { record: records }),
      [Control.prune.path]: prune ?? removeFirst,
      [LLBBridge.ping.path]: pong,
    },
  });
}

/** Builders `a` and `b`, and `gone`, which nobody reaches. */
async function builders(a: FakeBuildKit, b: FakeBuildKit) {
  const lost = new SlipwayError("daemon-unreachable", "nobody listens");
  let isThere = true;
  memoryDriver({
    connect: (node) => {
      if (node.startsWith("gone") && !isThere) throw lost;
      return node === "a0" ? a.connect() : b.connect();
    },
  });
  const env = { ...testEnvironment(), DOCKER_HOST: "unix:///nowhere/docker.sock" };
  for (const name of ["a", "b", "gone"]) await createBuilder({ env, name, driver: "memory" });
  isThere = false;
  return { env, timeout: 5_000 };
}

/** What became of the builders that the tests made. */
const named = (all: readonly BuilderPrune[]) =>
  Object.fromEntries(
    all
      .filter(({ builder }) => ["a", "b", "gone"].includes(builder))
      .map(({ builder, freed, kept, error }) => [builder, [freed, kept, error?.code]]),
  );

const daemons = () =>
  [
    daemonWith([record("a-old", 10n, 1n), record("a-new", 20n, 9n)]),
    daemonWith([record("b-old", 30n, 2n), record("b-new", 40n, 8n)]),
  ] as const;

test("each daemon that has to give is asked for its share, after a question that says how much", async () => {
  const [a, b] = daemons();
  const context = await builders(a, b);
  const plans: unknown[] = [];
  const confirm = async (plan: readonly BuilderPrune[]) => {
    plans.push(named(plan));
    return true;
  };
  const { pruned, size, builders: all } = await pruneAllBuilders({ ...context, maxUsedSpace: 90, confirm });
  const outcome = {
    a: [10, 20, undefined],
    b: [0, 70, undefined],
    gone: [0, 0, expect.any(String)],
  };
  expect(plans).toEqual([outcome]);
  expect([pruned, size, named(all)]).toEqual([true, 10, outcome]);
  expect(await a.requests(Control.prune)).toMatchObject([
    { all: true, filter: ["private"], maxUsedSpace: 21n },
  ]);
  expect(await b.requests(Control.prune)).toEqual([]);
});

test("a target of nothing is a limit all the same", async () => {
  const [a, b] = daemons();
  await pruneAllBuilders({ ...(await builders(a, b)), maxUsedSpace: 0 });
  for (const daemon of [a, b]) {
    expect(await daemon.requests(Control.prune)).toMatchObject([{ maxUsedSpace: 1n }]);
  }
});

test("what fits already is not asked about, and a no removes nothing", async () => {
  const [a, b] = daemons();
  const context = await builders(a, b);
  let asked = 0;
  const confirm = async () => {
    asked++;
    return false;
  };
  const fits = await pruneAllBuilders({ ...context, maxUsedSpace: 100, confirm });
  expect([asked, fits.pruned, fits.size]).toEqual([0, true, 0]);
  const refused = await pruneAllBuilders({ ...context, maxUsedSpace: 0, confirm });
  expect([asked, refused]).toEqual([1, { pruned: false, size: 0, builders: [] }]);
  for (const daemon of [a, b]) expect(await daemon.requests(Control.prune)).toEqual([]);
});

test("one daemon's failure does not keep the others from being pruned", async () => {
  const [, b] = daemons();
  const refusing: FakeHandler = (call) => call.end(GrpcCode.Internal, "database not open");
  const a = daemonWith([record("a-old", 10n, 1n)], refusing);
  const { builders: all } = await pruneAllBuilders({ ...(await builders(a, b)), maxUsedSpace: 40 });
  expect(named(all)).toMatchObject({ a: [0, 10, expect.any(String)], b: [30, 40, undefined] });
});
