import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testEnvironment } from "../../../test/support/build/run-build.js";
import { type MemoryDriverOptions, memoryDriver } from "../../../test/support/builder/memory-driver.js";
import { FakeBuildKit } from "../../../test/support/buildkit/fake-buildkit.js";
import { SlipwayError } from "../../errors/index.js";
import { resolveBuilder } from "../nodes/resolve-builder.js";
import { recordActivity, saveLocalState } from "./build-records.js";
import { listBuilderNames } from "./builder-names.js";
import { createBuilder } from "./create-builder.js";
import { inspectBuilder } from "./inspect-builder.js";
import { listBuilders } from "./list-builders.js";
import { useBuilder } from "./use-builder.js";

const worker = {
  id: "w",
  labels: { "org.mobyproject.buildkit.worker.executor": "oci" },
  platforms: [{ os: "linux", architecture: "arm64" }],
  gcPolicy: [
    {
      all: true,
      filters: ["type==x"],
      keepDuration: 1n,
      reservedSpace: 2n,
      maxUsedSpace: 3n,
      minFreeSpace: 4n,
    },
  ],
  cdiDevices: [{ name: "vendor/gpu=0", autoAllow: true, onDemand: true, annotations: { a: "b" } }],
};

/** Builders `asleep`, `broken`, `current` (whose daemon answers) and `damaged` (whose file is). */
async function builders() {
  const daemon = new FakeBuildKit({ workers: [worker] });
  const behave: {
    connect: MemoryDriverOptions["connect"];
    status: NonNullable<MemoryDriverOptions["status"]>;
  } = {
    connect: (node) =>
      node === "current0"
        ? daemon.connect()
        : Promise.reject(new SlipwayError("daemon-unreachable", `no ${node}`)),
    status: (node) => (node === "asleep0" ? "stopped" : "running"),
  };
  memoryDriver({ connect: (node) => behave.connect(node), status: (node) => behave.status(node) });
  const env = testEnvironment();
  for (const name of ["current", "broken", "asleep"])
    await createBuilder({ env, name, endpoint: `memory:${name}` }).catch((error: SlipwayError) => {
      if (name !== "broken") throw error;
    });
  const instances = join(String(env.BUILDX_CONFIG), "instances");
  const text = readFileSync(join(instances, "asleep"), "utf8");
  writeFileSync(join(instances, "broken"), text.replaceAll("asleep", "broken"));
  writeFileSync(join(instances, "damaged"), '{"Name":"damaged","Nodes":{}}');
  await useBuilder("current", { env });
  return { env, behave };
}

test("every builder is listed with the state of its nodes, those in error last", async () => {
  const { env } = await builders();
  await recordActivity("current", { env });
  const listed = await listBuilders({ env, timeout: 2000 });
  expect(listed.map(({ name, current, error }) => [name, current, error === undefined])).toEqual([
    ["asleep", false, true],
    ["broken", false, true],
    ["current", true, true],
    ["damaged", false, false],
    ["default", false, false],
  ]);
  const [asleep, broken, current, damaged] = listed;
  expect(asleep?.nodes).toMatchObject([{ name: "asleep0", status: "stopped" }]);
  expect(asleep?.nodes[0]).not.toHaveProperty("details");
  expect(broken?.nodes).toMatchObject([{ status: "running", error: { message: "no broken0" } }]);
  expect(current?.lastActivity).toBeInstanceOf(Date);
  expect(current?.nodes[0]?.details).toEqual({
    version: "v0.32.2",
    workerIds: ["w"],
    platforms: [{ os: "linux", architecture: "arm64" }],
    labels: worker.labels,
    gcPolicies: [
      {
        all: true,
        filter: ["type==x"],
        keepDuration: 1n,
        reservedSpace: 2n,
        maxUsedSpace: 3n,
        minFreeSpace: 4n,
      },
    ],
    devices: worker.cdiDevices,
    features: expect.objectContaining({ "Multi-platform build": true }),
  });
  expect(damaged).toMatchObject({ driver: "", nodes: [], error: { code: "corrupt-state" } });
});

test("a listener is told of the list by the records, then as nodes answer, and last as it is", async () => {
  const { env, behave } = await builders();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  behave.connect = () => Promise.reject(new SlipwayError("daemon-unreachable", "no"));
  behave.status = async (node) => {
    if (node === "current0") await held;
    return "stopped" as const;
  };
  const seen: string[][] = [];
  const listed = await listBuilders({
    env,
    timeout: 2000,
    onUpdate: (list) => {
      seen.push(list.map(({ name, nodes, error }) => `${name} ${error?.name ?? nodes[0]?.status ?? "..."}`));
      if (seen.at(-1)?.[0] === "asleep stopped" && seen.at(-1)?.[1] === "broken stopped") answer();
    },
  });
  const kept = ["damaged SlipwayError"];
  expect(seen[0]).toEqual(["asleep ...", "broken ...", "current ...", ...kept, "default ..."]);
  expect(seen.slice(1).map((list) => list[2])).toContain("current ...");
  expect(seen.at(-1)).toEqual([
    "asleep stopped",
    "broken stopped",
    "current stopped",
    ...kept,
    "default SlipwayError",
  ]);
  expect(listed).toHaveLength(5);
});

test("what a listener throws comes to the caller when all have been asked", async () => {
  const { env } = await builders();
  let calls = 0;
  const listing = listBuilders({
    env,
    timeout: 2000,
    onUpdate: () => {
      calls++;
      throw new TypeError("mine");
    },
  });
  await expect(listing).rejects.toThrow("mine");
  expect(calls).toBe(1);
});

test("a list that is called off is told no more", async () => {
  const { env, behave } = await builders();
  behave.status = () => new Promise(() => undefined);
  const controller = new AbortController();
  let calls = 0;
  const listing = listBuilders({
    env,
    signal: controller.signal,
    onUpdate: () => {
      calls++;
      controller.abort();
    },
  });
  await expect(listing).rejects.toMatchObject({ code: "canceled" });
  expect(calls).toBe(1);
});

test("a selection that is damaged selects nothing, and is said", async () => {
  const { env } = await builders();
  writeFileSync(join(String(env.BUILDX_CONFIG), "current"), "{");
  const warnings: string[] = [];
  const listed = await listBuilders({
    env,
    timeout: 2000,
    onWarning: (message) => void warnings.push(message),
  });
  expect(listed.filter(({ current }) => current)).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("current")]);
});

test("names are those of the store and of the docker contexts", async () => {
  const { env } = await builders();
  expect(await listBuilderNames({ env })).toEqual(["asleep", "broken", "current", "damaged", "default"]);
});

test("one is inspected, the current one without a name", async () => {
  const { env } = await builders();
  expect(await inspectBuilder(undefined, { env })).toMatchObject({
    name: "current",
    current: true,
    nodes: [{ details: { version: "v0.32.2" } }],
  });
  expect(await inspectBuilder("asleep", { env, bootstrap: true })).toMatchObject({
    name: "asleep",
    current: false,
  });
  await expect(inspectBuilder("nobody", { env })).rejects.toMatchObject({ code: "not-found" });
});

test("the builder to build with has its drivers and nothing is asked of it", async () => {
  const { env } = await builders();
  const builder = await resolveBuilder(undefined, { env });
  expect(builder).toMatchObject({ name: "current", current: true, nodes: [{ driver: { name: "memory" } }] });
  expect(builder.nodes[0]).not.toHaveProperty("status");
  expect(await resolveBuilder("broken", { env })).toMatchObject({ name: "broken", current: false });
});

test("the builder of another docker context is not built with", async () => {
  const { env } = await builders();
  const meta = join(String(env.DOCKER_CONFIG), "contexts", "meta", "far".repeat(4));
  mkdirSync(meta, { recursive: true });
  const endpoints = { docker: { Host: "unix:///nowhere.sock" } };
  writeFileSync(join(meta, "meta.json"), JSON.stringify({ Name: "far", Metadata: {}, Endpoints: endpoints }));
  await expect(resolveBuilder("far", { env })).rejects.toMatchObject({
    code: "invalid-argument",
    message: 'use `docker --context=far buildx` to switch to context "far"',
  });
});

test("a build's place is noted beside its builder", async () => {
  const { env } = await builders();
  const state = { target: "t", localPath: "/src", dockerfilePath: "/src/Dockerfile" };
  await saveLocalState("current", "current0", "ref1", state, { env });
  const file = join(String(env.BUILDX_CONFIG), "refs", "current", "current0", "ref1");
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ Target: "t", LocalPath: "/src" });
  await expect(saveLocalState("current", "..", "ref1", state, { env })).rejects.toMatchObject({
    code: "invalid-argument",
  });
});
