import { describe, expect, test, vi } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { runTarget, startTargets } from "../../test/support/build/run-build.js";
import { FakeBuildKit } from "../../test/support/buildkit/fake-buildkit.js";
import { ConnectionPool } from "../builder/index.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { SlipwayError } from "../errors/index.js";

describe("nodes and connections", () => {
  test("a node that does not run is booted, once", async () => {
    const daemon = new FakeBuildKit();
    let running = false;
    const boot = vi.fn(async () => {
      running = true;
    });
    const connect = async () => {
      if (!running) throw new SlipwayError("connection-lost", "it does not run");
      return daemon.connect();
    };
    await runTarget({}, { builder: fakeBuilder([fakeNode("b0", { connect, driver: { boot } })]) });
    expect(boot).toHaveBeenCalledTimes(1);
  });

  test("connections that are given stay open, others are closed", async () => {
    const connections = new ConnectionPool();
    const kept = await runTarget({}, { more: { connections } });
    expect(kept.daemon.connections[0]?.near.destroyed).toBe(false);
    await connections.close();
    const own = await runTarget({});
    await vi.waitFor(() => expect(own.daemon.connections.map(({ near }) => near.destroyed)).toEqual([true]));
  });

  test("a daemon that is up and does not answer yet is booted and asked again", async () => {
    const daemon = new FakeBuildKit();
    let tries = 0;
    const connect = () => {
      const stream = daemon.connect();
      if (tries++ < 2) daemon.connections.at(-1)?.break();
      return stream;
    };
    const boot = vi.fn(async () => undefined);
    const { result } = await runTarget(
      {},
      { builder: fakeBuilder([fakeNode("b0", { connect, driver: { boot } })]) },
    );
    expect(result.nodeName).toBe("b0");
    expect(boot).toHaveBeenCalled();
  });

  test("a daemon that ends in mid-build is told as what the driver knows of it", async () => {
    const explainLoss = async () => new SlipwayError("out-of-memory", "the builder was killed");
    const daemon = new FakeBuildKit({
      onFrontend: async ({ daemon: { connections } }) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        connections[0]?.end();
      },
    });
    const node = fakeNode("b0", { connect: daemon.connect, driver: { explainLoss } });
    await expect(runTarget({}, { builder: fakeBuilder([node]) })).rejects.toMatchObject({
      code: "out-of-memory",
      message: "the builder was killed",
    });
  });

  test("without a usable node there is no build", async () => {
    await expect(runTarget({}, { builder: fakeBuilder([]) })).rejects.toMatchObject({ code: "not-found" });
  });

  test("an aborted signal ends it as canceled, whatever the signal's reason is", async () => {
    const stop = new AbortController();
    const onFrontend = () => {
      stop.abort(new Error("my reason"));
      return new Promise<void>(() => {});
    };
    const run = startTargets(
      { default: { signal: stop.signal } },
      { script: { onFrontend }, more: { signal: stop.signal } },
    );
    await expect(run.results).rejects.toMatchObject({
      code: "canceled",
      message: "failed to solve: Canceled: context canceled",
    });
  });

  test("what fails in whatever way once the signal has aborted is canceled", async () => {
    const stop = new AbortController();
    const onWarning = () => {
      stop.abort();
      throw new Error("of the caller's own");
    };
    const run = startTargets({ default: {} }, { more: { signal: stop.signal, onWarning } });
    await expect(run.results).rejects.toMatchObject({
      code: "canceled",
      cause: { message: "of the caller's own" },
    });
  });
});

describe("several nodes", () => {
  const twoNodes = (scripts: [object, object]) => {
    const daemons = scripts.map((script) => new FakeBuildKit(script));
    const platforms = ["linux/amd64", "linux/arm64"];
    const nodes = daemons.map(({ connect }, index) =>
      fakeNode(`b${index}`, { connect, platforms: [platforms[index] ?? ""] }),
    );
    return { daemons, builder: fakeBuilder(nodes) };
  };
  const both = { platforms: ["linux/amd64", "linux/arm64"] };

  test("each builds its share, and the first one's answer stands for all without a push", async () => {
    const { daemons, builder } = twoNodes([{ response: { a: "1" } }, { response: { b: "2" } }]);
    const { result } = await runTarget(both, { builder });
    const asked = await Promise.all(daemons.map((daemon) => daemon.requests(LLBBridge.solve)));
    expect(asked.map(([request]) => request?.frontendOpt.platform)).toEqual(both.platforms);
    expect(asked.map(([request]) => request?.frontendOpt["multi-platform"])).toEqual(["true", "true"]);
    expect(result.response).toMatchObject({ a: "1" });
  });

  test("a push goes by digest", async () => {
    const { daemons, builder } = twoNodes([{}, {}]);
    await runTarget({ ...both, push: true, tags: ["h.example/app:1"] }, { builder });
    const [solve] = (await daemons[1]?.requests(Control.solve)) ?? [];
    expect(solve?.exporters).toMatchObject([
      { type: "image", attrs: { name: "h.example/app", "push-by-digest": "true", push: "true" } },
    ]);
  });

  test("one that fails calls the other off, and is the failure", async () => {
    const canceled = vi.fn();
    const waits = async (build: { session(): Promise<{ closed: Promise<void> }> }) => {
      const { closed } = await build.session();
      await closed;
      canceled();
    };
    const fails = () => {
      throw new Error("no such stage");
    };
    const { builder } = twoNodes([{ onFrontend: waits }, { onFrontend: fails }]);
    await expect(runTarget(both, { builder })).rejects.toMatchObject({
      message: "failed to solve: no such stage",
    });
    await vi.waitFor(() => expect(canceled).toHaveBeenCalled());
  });

  test("daemons are asked for their platforms where none are fixed", async () => {
    const workers = (architecture: string) => [{ platforms: [{ os: "linux", architecture }] }];
    const daemons = [
      new FakeBuildKit({ workers: workers("amd64") }),
      new FakeBuildKit({ workers: workers("arm64") }),
    ];
    const nodes = daemons.map(({ connect }, index) => fakeNode(`b${index}`, { connect }));
    const { result } = await runTarget({ platforms: ["linux/arm64"] }, { builder: fakeBuilder(nodes) });
    expect(result.nodeName).toBe("b1");
  });
});
