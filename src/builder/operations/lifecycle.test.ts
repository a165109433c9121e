import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Driver, DriverStatus } from "../../driver/contract/driver.js";
import type { DriverFactory } from "../../driver/contract/driver-factory.js";
import { ownDaemonFeatures } from "../../driver/contract/driver-features.js";
import { registerDriver } from "../../driver/registry.js";
import { SlipwayError } from "../../errors/index.js";
import { createBuilder } from "./create-builder.js";
import { ensureStoredBuilder } from "./ensure-builder.js";
import { inspectBuilder } from "./inspect-builder.js";
import { removeBuilders } from "./remove-builders.js";
import { stopBuilder } from "./stop-builder.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-operations-"));
const calls: string[] = [];
const states = new Map<string, DriverStatus>();

/** Daemons that exist in this file's mind alone. */
const factory: DriverFactory = {
  name: "mind",
  allowsInstances: true,
  startsDaemon: true,
  suits: (endpoint) => endpoint?.startsWith("mind:") ?? false,
  endpoint: async ({ given, builder }) => {
    if (given === "mind:wrong") throw new SlipwayError("invalid-argument", "no such mind");
    return { endpoint: given ?? `mind:${builder}`, given: given !== undefined };
  },
  daemonFlags: ({ flags }) => [...(flags ?? []), "--thinking"],
  create: ({ node, options }) => {
    if (options.bad !== undefined) throw new SlipwayError("invalid-argument", "invalid driver option bad");
    const note = (what: string, status?: DriverStatus) => async () => {
      calls.push(`${what} ${node}`);
      if (status !== undefined) states.set(node, status);
    };
    return {
      name: "mind",
      features: { ...ownDaemonFeatures, defaultLoad: false },
      status: async () => states.get(node) ?? "inactive",
      boot: note("boot", "stopped"),
      stop: note("stop", "stopped"),
      remove: async ({ keepState = false } = {}) => note(keepState ? "remove, keep" : "remove", "inactive")(),
      connect: () => Promise.reject(new SlipwayError("connection-lost", "nobody there")),
      version: async () => undefined,
    } satisfies Driver;
  },
};
const unregister = registerDriver(factory);
afterAll(() => {
  unregister();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => calls.splice(0));

const context = { env: { BUILDX_CONFIG: directory, HOME: directory } };
const stored = (name: string) => JSON.parse(readFileSync(join(directory, "instances", name), "utf8"));

describe("creating a builder", () => {
  test("asks its driver for endpoint and flags, and stores what it says", async () => {
    expect(await createBuilder({ ...context, name: "One", endpoint: "mind:a", buildkitdFlags: ["-v"] })).toBe(
      "One",
    );
    expect(stored("one")).toMatchObject({
      Name: "One",
      Driver: "mind",
      Nodes: [{ Name: "one0", Endpoint: "mind:a", Flags: ["-v", "--thinking"] }],
    });
    expect(calls).toEqual([]);
  });

  test("boots it when asked to", async () => {
    await createBuilder({ ...context, name: "booted", driver: "mind", bootstrap: true });
    expect(stored("booted")).toMatchObject({ Nodes: [{ Endpoint: "mind:booted" }] });
    expect(calls).toEqual(["boot booted0"]);
  });

  test.each([
    [{ name: "default" }, "default is a reserved name and cannot be used to identify builder instance"],
    [{ append: true }, "append requires a builder name"],
    [{ name: "none", append: true }, 'failed to find instance "none" for append'],
    [{ name: "bad", endpoint: "mind:wrong" }, "no such mind"],
    [
      { name: "bad", endpoint: "mind:b", driverOptions: { bad: "1" } },
      "failed to initialize builder bad (bad0): invalid driver option bad",
    ],
    [{ name: "bad", driver: "nope" }, 'failed to find driver "nope"'],
    [{ leave: true }, "leave requires instance name"],
    [{ leave: true, name: "none" }, "leave requires node name"],
    [{ leave: true, name: "none", node: "n" }, 'failed to find instance "none" for leave'],
  ])("%j is refused and stores nothing", async (options, message) => {
    await expect(createBuilder({ ...context, ...options })).rejects.toThrow(message);
    expect(existsSync(join(directory, "instances", "bad"))).toBe(false);
  });

  test("adds nodes and takes them away", async () => {
    await createBuilder({ ...context, name: "many", endpoint: "mind:1" });
    const existing = { ...context, name: "many", endpoint: "mind:2" };
    await expect(createBuilder(existing)).rejects.toMatchObject({ code: "already-exists" });
    await expect(createBuilder({ ...existing, append: true, driver: "remote" })).rejects.toThrow(
      'existing instance for "many" but has mismatched driver "mind"',
    );
    await createBuilder({ ...existing, append: true });
    const warnings: string[] = [];
    const onWarning = (text: string) => void warnings.push(text);
    await createBuilder({ ...existing, node: "many1", driverOptions: { deep: "1" }, onWarning });
    expect(warnings).toEqual(["new settings may not be used until builder is restarted"]);
    const { nodes } = await inspectBuilder("many", context);
    expect(nodes).toMatchObject([{ name: "many0" }, { name: "many1", driverOptions: { deep: "1" } }]);
    await createBuilder({ ...context, name: "many", leave: true, node: "many0" });
    expect(stored("many").Nodes).toMatchObject([{ Name: "many1" }]);
  });
});

describe("a builder that is ensured", () => {
  const wanted = { ...context, name: "sure", endpoint: "mind:s", driverOptions: { depth: "1" } };

  test("is made once, and refused where it differs", async () => {
    await ensureStoredBuilder({ ...wanted, bootstrap: true });
    await ensureStoredBuilder(wanted);
    expect(calls).toEqual(["boot sure0"]);
    await expect(ensureStoredBuilder({ ...wanted, driverOptions: { depth: "2" } })).rejects.toThrow(
      'builder "sure" exists, but its driver option depth is "1" and not "2"',
    );
  });

  test("is changed where that is wanted, and keeps its state", async () => {
    await ensureStoredBuilder({ ...wanted, driverOptions: { depth: "3" }, reconfigure: true });
    expect(stored("sure")).toMatchObject({ Nodes: [{ DriverOpts: { depth: "3" } }] });
    expect(calls).toEqual(["remove, keep sure0"]);
    await expect(
      ensureStoredBuilder({ ...wanted, endpoint: "mind:t", reconfigure: true }),
    ).rejects.toMatchObject({
      code: "already-exists",
      hint: "remove the builder, or give the new one another name",
    });
  });
});

test("stopping and removing go through all nodes", async () => {
  await createBuilder({ ...context, name: "gone", endpoint: "mind:g0" });
  await createBuilder({ ...context, name: "gone", endpoint: "mind:g1", append: true });
  await stopBuilder("gone", context);
  expect(calls.splice(0).sort()).toEqual(["stop gone0", "stop gone1"]);
  expect(await removeBuilders(["gone", "never"], context)).toMatchObject([
    { name: "gone" },
    { name: "never", error: { message: 'no builder "never" found' } },
  ]);
  expect(calls.filter((call) => call.startsWith("remove")).sort()).toEqual(["remove gone0", "remove gone1"]);
  expect(existsSync(join(directory, "instances", "gone"))).toBe(false);
});
