import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeEngine, fakeEngine, json } from "../../../test/support/fake-engine.js";
import { listOrphans } from "./find-orphans.js";
import { removeOrphans } from "./remove-orphans.js";
import type { ListOrphansOptions } from "./types.js";

const stopped = {
  Id: "c1",
  State: {
    Status: "exited",
    Running: false,
    Restarting: false,
    Pid: 0,
    ExitCode: 0,
    FinishedAt: "2026-01-02T03:04:05Z",
  },
};
const container = (name: string, Id: string) => ({ Id, Names: [`/${name}`], Created: 1, State: "exited" });
const script = {
  "GET /info": json({ ID: "E" }),
  "GET /containers/json": json([
    { ...container("buildx_buildkit_lost0", "c1"), SizeRw: 5 },
    container("buildx_buildkit_known0", "c2"),
    container("other_buildx_buildkit_x", "c3"),
  ]),
  "GET /containers/c1/json": json(stopped),
  "GET /volumes": json({ Volumes: [{ Name: "buildx_buildkit_lost0_state" }, { Name: "buildx_buildkit_x" }] }),
  "GET /networks": json([{ Name: "buildx_buildkit_net" }]),
  "GET /system/df": json({ Volumes: [{ Name: "buildx_buildkit_lost0_state", UsageData: { Size: 7 } }] }),
  "DELETE /containers/c1": json("", 204),
  "DELETE /networks/buildx_buildkit_net": json({ message: "it is in use" }, 403),
};

let home: string;
let fake: FakeEngine;
let options: ListOrphansOptions;
const warnings: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-orphans-"));
  fake = await fakeEngine(script);
  await mkdir(join(home, "buildx", "instances"), { recursive: true });
  await addRecord("known", fake.host);
  const env = { DOCKER_CONFIG: home, DOCKER_HOST: fake.host, XDG_STATE_HOME: join(home, "state") };
  options = { env, onWarning: (message) => warnings.push(message), timeout: 2000 };
});
afterEach(async () => {
  await fake.close();
  await rm(home, { recursive: true });
  warnings.length = 0;
});

async function addRecord(name: string, endpoint: string): Promise<void> {
  const node = { Name: `${name}0`, Endpoint: endpoint };
  const record = { Name: name, Driver: "docker-container", Nodes: [node], Dynamic: false };
  await writeFile(join(home, "buildx", "instances", name), JSON.stringify(record));
}

async function directory(): Promise<string> {
  const path = join(home, "state", "slipway", "0123456789ab-AbCdEf");
  await mkdir(path, { recursive: true });
  return path;
}

const found = async () => (await listOrphans(options)).map(({ kind, name }) => `${kind} ${name}`);
const ofLost = ["container buildx_buildkit_lost0", "volume buildx_buildkit_lost0_state"];

test("what no record knows is listed, with size and last use; a record of nothing as well", async () => {
  const path = await directory();
  const orphans = await listOrphans(options);
  const lastUsed = new Date("2026-01-02T03:04:05Z");
  const { host } = fake;
  expect(orphans.slice(0, 2)).toEqual([
    { kind: "container", name: "buildx_buildkit_lost0", node: "lost0", host, size: 5, lastUsed },
    { kind: "volume", name: "buildx_buildkit_lost0_state", node: "lost0", host, size: 7, lastUsed },
  ]);
  expect(orphans.slice(2).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "network buildx_buildkit_net",
    `directory ${path}`,
    "record known",
  ]);
});

test("an engine that does not answer may have anything: its nodes are known and no directory is offered", async () => {
  await addRecord("lost", `unix://${home}/nobody.sock`);
  await directory();
  expect(await found()).toEqual(["network buildx_buildkit_net", "record known"]);
  expect(warnings.join()).toContain("nobody.sock was not looked at");
});

test("the nodes of a damaged record are known", async () => {
  await writeFile(join(home, "buildx", "instances", "lost"), "{");
  expect(await found()).toEqual(["network buildx_buildkit_net", "record known"]);
});

test("a record whose docker context is gone is one of nothing", async () => {
  await addRecord("moved", "no-such-context");
  expect(await found()).toEqual([...ofLost, "network buildx_buildkit_net", "record known", "record moved"]);
});

test("removal asks, removes, and says of each what became of it", async () => {
  const path = await directory();
  const offered: number[] = [];
  const refuse = (orphans: readonly unknown[]) => offered.push(orphans.length) > 1;
  expect(await removeOrphans({ ...options, confirm: refuse })).toEqual([]);
  expect(offered).toEqual([5]);
  const removals = await removeOrphans({ ...options, confirm: () => true });
  expect(removals.map(({ orphan, error }) => [orphan.kind, error?.message])).toEqual([
    ["container", undefined],
    // Gone already, as far as the engine knows.
    ["volume", undefined],
    ["network", "Error response from daemon: it is in use"],
    ["directory", undefined],
    ["record", undefined],
  ]);
  expect(fake.asked).toContain("DELETE /containers/c1");
  expect(await readdir(join(path, ".."))).toEqual([]);
  expect(await readdir(join(home, "buildx", "instances"))).toEqual([]);
});

const measured = () => fake.asked.filter((request) => request.startsWith("GET /system/df")).length;

test("volumes are measured once for a removal, and not at all for who wants no sizes", async () => {
  const [, volume] = await listOrphans({ ...options, sizes: false });
  expect([volume?.name, volume?.size, measured()]).toEqual(["buildx_buildkit_lost0_state", undefined, 0]);
  const removals = await removeOrphans(options);
  expect([removals.find(({ orphan }) => orphan.kind === "volume")?.orphan.size, measured()]).toEqual([7, 1]);
});

test("with nothing to remove nobody is asked", async () => {
  const confirm = () => {
    throw new Error("asked");
  };
  expect(await removeOrphans({ ...options, filters: ["name=nothing"], confirm })).toEqual([]);
});
