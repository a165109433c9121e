import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fakeNode } from "../../test/support/build/fake-node.js";
import { testDirectory, testEnvironment } from "../../test/support/build/run-build.js";
import { FakeBuildKit, type FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import { createBuilder } from "../builder/index.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { registerDriver } from "../driver/registry.js";
import { build } from "./build.js";
import { Builder, ensureBuilder } from "./builder-handle.js";
import { dialBuilder } from "./dial-builder.js";

let count = 0;

/** A builder in a store of its own whose driver leads to a fake BuildKit. */
async function storedBuilder(script: FakeBuildKitScript = {}) {
  const daemon = new FakeBuildKit(script);
  const made = fakeNode("b0", { connect: daemon.connect }).driver;
  if (made === undefined) throw new Error("no driver");
  const name = `fake-${++count}`;
  const calls: string[] = [];
  const note = (what: string) => async () => void calls.push(what);
  const driver = { ...made, name, boot: note("boot"), stop: note("stop"), remove: note("remove") };
  onTestFinished(
    registerDriver({
      name,
      allowsInstances: true,
      startsDaemon: true,
      endpoint: async () => ({ endpoint: "fake://", given: false }),
      create: () => driver,
    }),
  );
  const env = testEnvironment();
  await createBuilder({ env, name: "mine", driver: name });
  const cwd = testDirectory({ Dockerfile: "FROM scratch\n" });
  return { daemon, env, cwd, calls, driver: name };
}

const digest = "sha256:0";

describe("build", () => {
  test("finds the builder, builds on it and writes down what came of it", async () => {
    const { env, cwd, driver, daemon } = await storedBuilder({
      response: { "containerimage.digest": digest },
    });
    const told: unknown[] = [];
    const options = { context: ".", cwd, env, builder: "mine", metadataFile: "m.json", iidFile: "id" };
    const result = await build({ ...options, onBuilder: (builder) => void told.push(builder) });
    expect(result).toMatchObject({ imageId: digest, digest, ref: expect.stringMatching(/^mine\/mine0\//) });
    expect(told).toEqual([{ name: "mine", driver }]);
    expect(JSON.parse(readFileSync(join(cwd, "m.json"), "utf8"))).toEqual(result.metadata);
    expect(readFileSync(join(cwd, "id"), "utf8")).toBe(digest);
    await vi.waitFor(() => expect(daemon.connections.every(({ near }) => near.destroyed)).toBe(true));
  });

  test("BUILDX_BUILDER names the builder where nothing else does", async () => {
    const { env, cwd } = await storedBuilder();
    const result = await build({ context: ".", cwd, env: { ...env, BUILDX_BUILDER: "mine" } });
    expect(result.ref).toMatch(/^mine\//);
    await expect(build({ context: ".", cwd, env, builder: "other" })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("an image id of an earlier build does not outlive one that fails", async () => {
    const { env, cwd } = await storedBuilder({
      onFrontend: () => {
        throw new Error("it failed");
      },
    });
    const options = { context: ".", cwd, env, builder: "mine", iidFile: "id" };
    await expect(build(options)).rejects.toThrow("it failed");
    expect(existsSync(join(cwd, "id"))).toBe(false);
    await expect(build({ ...options, metadataFile: "none/m.json" })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(build({ ...options, outputs: ["type=local,dest=o"] })).rejects.toThrow(
      "local and tar exporters are incompatible with image ID file",
    );
  });
});

describe("a builder at hand", () => {
  test("does everything over one connection", async () => {
    const { env, cwd, daemon } = await storedBuilder({
      handlers: {
        [Control.diskUsage.path]: (call) =>
          call.answer(Control.diskUsage.output, { record: [{ id: "r", size: 1n }] }),
        [Control.prune.path]: (call) => {
          call.send(Control.prune.output, { id: "r", size: 1n });
          call.end();
        },
      },
    });
    const before = daemon.connections.length;
    {
      await using builder = new Builder("mine", { env });
      expect(await builder.bootstrap()).toMatchObject({ name: "mine", nodes: [{ name: "mine0" }] });
      await Promise.all([builder.build({ context: ".", cwd }), build({ builder, context: ".", cwd })]);
      expect((await builder.inspect()).nodes[0]?.details?.version).toBe("v0.32.2");
      expect(await builder.diskUsage()).toMatchObject([{ id: "r" }]);
      expect(await builder.prune()).toEqual({ pruned: true, size: 1 });
      expect(daemon.connections.length - before).toBe(1);
    }
    await vi.waitFor(() => expect(daemon.connections.every(({ near }) => near.destroyed)).toBe(true));
  });

  test("is stopped and removed", async () => {
    const { env, calls } = await storedBuilder();
    const builder = new Builder("mine", { env });
    await builder.stop();
    await builder.remove();
    expect(calls).toEqual(expect.arrayContaining(["stop", "remove"]));
    await expect(builder.remove()).rejects.toMatchObject({ code: "not-found" });
    builder.close();
  });

  test("ends the builds that run when it is closed", async () => {
    const reached = vi.fn(() => new Promise<void>(() => {}));
    const { env, cwd } = await storedBuilder({ onFrontend: reached });
    const builder = new Builder("mine", { env });
    const running = builder.build({ context: ".", cwd });
    running.catch(() => undefined);
    await vi.waitFor(() => expect(reached).toHaveBeenCalled(), 5_000);
    builder.close();
    await expect(running).rejects.toMatchObject({ code: "canceled" });
  });

  test("is made where it is not there", async () => {
    const { env, driver } = await storedBuilder();
    const builder = await ensureBuilder({ env, name: "other", driver });
    expect((await builder.inspect()).driver).toBe(driver);
  });
});

describe("dialBuilder", () => {
  test("opens a byte stream to the daemon and tells whose it is", async () => {
    const { env, driver, daemon } = await storedBuilder();
    const told: unknown[] = [];
    const names: string[] = [];
    const stream = await dialBuilder("mine", {
      env,
      platform: "linux/amd64",
      onBuilder: (builder) => void told.push(builder),
      progress: { update: ({ vertexes = [] }) => void names.push(...vertexes.map(({ name }) => name)) },
    });
    expect(stream === daemon.connections.at(-1)?.near).toBe(true);
    expect(told).toEqual([{ name: "mine", driver }]);
    expect(names).toContain("Proxying to builder");
    stream.destroy();
  });

  test("refuses a platform that is none", async () => {
    await expect(dialBuilder("mine", { platform: "a/b/c/d/e" })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/^invalid platform "a\/b\/c\/d\/e": /),
    });
  });
});
