import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Driver } from "../../driver/contract/driver.js";
import { ownDaemonFeatures } from "../../driver/contract/driver-features.js";
import { registerDriver } from "../../driver/registry.js";
import { SlipwayError } from "../../errors/index.js";
import { instanceRecord } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import type { BuilderInfo } from "../types.js";
import { bootBuilder } from "./boot-builder.js";
import { loadBuilder } from "./load-builder.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-load-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const scope = new BuilderScope({ env: { BUILDX_CONFIG: directory, HOME: directory } });

let unregister = () => {};
afterEach(() => unregister());

/** A builder with two nodes whose driver is in the test's hands. */
function load(make: (node: string) => Partial<Driver>, state = true): Promise<BuilderInfo> {
  unregister();
  unregister = registerDriver({
    name: "fake",
    allowsInstances: true,
    startsDaemon: true,
    endpoint: async () => ({ endpoint: "fake:", given: true }),
    create: ({ node }) => {
      const features = { ...ownDaemonFeatures, defaultLoad: false };
      const connect = () => Promise.reject(new SlipwayError("connection-lost", "nobody there"));
      return { name: "fake", features, connect, ...make(node) } as Driver;
    },
  });
  const nodes = ["b0", "b1"].map((name) => ({
    ...{ name, endpoint: `fake:${name}`, platforms: null, driverOptions: null, flags: null, files: null },
    extra: {},
  }));
  const record = instanceRecord({ name: "b", driver: "fake", nodes, dynamic: false, extra: {} });
  return loadBuilder(scope, record, { state, current: "b" });
}

describe("loading a builder", () => {
  test("asks nothing unless the state is wanted", async () => {
    const builder = await load(() => ({ status: () => Promise.reject(new Error("asked")) }), false);
    expect(builder).toMatchObject({ name: "b", driver: "fake", current: true, dynamic: false });
    expect(builder.nodes.map(({ name, status, error }) => [name, status, error])).toEqual([
      ["b0", undefined, undefined],
      ["b1", undefined, undefined],
    ]);
  });

  test("gives each node its own state, or its own error", async () => {
    const broken = new SlipwayError("engine-error", "no such engine");
    const { nodes } = await load((node) => ({
      status: node === "b0" ? async () => "stopped" : () => Promise.reject(broken),
    }));
    expect(nodes).toMatchObject([{ status: "stopped" }, { error: broken }]);
  });

  test("takes a daemon that is known by its answer for inactive when it gives none", async () => {
    const { nodes } = await load(() => ({
      knownByAnswer: true,
      status: () => Promise.reject(new Error("not to be asked")),
    }));
    expect(nodes).toMatchObject([{ status: "inactive" }, { status: "inactive" }]);
    expect(nodes.some(({ error }) => error !== undefined)).toBe(false);
  });

  test("tells of a running node that its connection broke", async () => {
    const cut = () => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(new Error("cut")) });
    const { nodes } = await load(() => ({ status: async () => "running", connect: async () => cut() }));
    expect(nodes).toMatchObject([
      { status: "running", error: { code: "connection-lost" } },
      { status: "running", error: { code: "connection-lost" } },
    ]);
  });

  test("keeps a node whose driver cannot be made, with the reason", async () => {
    const { nodes } = await load((node) => {
      if (node === "b1") throw new SlipwayError("invalid-argument", "invalid driver option");
      return { status: async () => "stopped" };
    });
    expect(nodes).toMatchObject([
      { name: "b0", status: "stopped" },
      { name: "b1", driver: undefined, error: { message: "invalid driver option" } },
    ]);
  });

  test("of a driver that nobody has is a builder in error", async () => {
    const record = instanceRecord({ name: "b", driver: "nope", nodes: [], dynamic: false, extra: {} });
    expect(await loadBuilder(scope, record)).toMatchObject({
      driver: "nope",
      error: { message: 'failed to find driver "nope"' },
    });
  });
});

describe("booting a builder", () => {
  test("boots the nodes that do not run, all of them, and tells the first failure", async () => {
    const booted: string[] = [];
    const builder = await load((node) => ({
      status: async () => "stopped",
      boot: async () => {
        booted.push(node);
        if (node === "b0") throw new SlipwayError("boot-failed", "b0 does not come up");
      },
    }));
    await expect(bootBuilder(builder)).rejects.toThrow("b0 does not come up");
    expect(booted).toEqual(["b0", "b1"]);
    expect(await bootBuilder({ ...builder, nodes: [] })).toBe(false);
  });
});
