import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeEngine, fakeEngine } from "../../../test/support/fake-engine.js";
import { createEphemeral } from "./ephemeral-builder.js";

let home: string;
let fake: FakeEngine;
const instances = (...parts: string[]) => join(home, "buildx", "instances", ...parts);
const options = () => ({ env: { DOCKER_CONFIG: home, DOCKER_HOST: fake.host } });

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-ephemeral-"));
  fake = await fakeEngine({});
  await mkdir(instances(), { recursive: true });
});
afterEach(async () => {
  await fake.close();
  await rm(home, { recursive: true });
});

async function addRecord(name: string, node: object, driver = "docker-container"): Promise<void> {
  const record = {
    Name: name,
    Driver: driver,
    Nodes: [{ Name: `${name}0`, Endpoint: fake.host, ...node }],
    Dynamic: false,
  };
  await writeFile(instances(name), JSON.stringify(record));
}

test("is like its template but for what would keep it, and is forgotten when it is removed", async () => {
  const own = { "idle-timeout": "1h" };
  const DriverOpts = { image: "i", "restart-policy": "always" };
  await addRecord("like", { DriverOpts, SlipwayDriverOpts: own, Flags: ["--debug"] });
  const { name, remove } = await createEphemeral("like", options());
  const [node] = JSON.parse(await readFile(instances(name), "utf8")).Nodes;
  expect(node).toMatchObject({
    Name: `${name}0`,
    Endpoint: fake.host,
    DriverOpts: { image: "i" },
    SlipwayDriverOpts: { ephemeral: "true" },
    Flags: ["--debug"],
  });
  await remove();
  expect(await readdir(instances())).toEqual(["like"]);
});

test("takes the engine of a docker context", async () => {
  const { name } = await createEphemeral("default", options());
  const { Driver, Nodes } = JSON.parse(await readFile(instances(name), "utf8"));
  expect([Driver, Nodes[0].Endpoint]).toEqual(["docker-container", "default"]);
});

test("cannot be like one whose daemon somebody else runs", async () => {
  await addRecord("far", { Endpoint: "tcp://localhost:1" }, "remote");
  await expect(createEphemeral("far", options())).rejects.toMatchObject({ code: "unsupported" });
});

test("what a killed client has left is forgotten by the next", async () => {
  await addRecord("like", {});
  await addRecord("ended", { SlipwayDriverOpts: { ephemeral: "true" } });
  const { name } = await createEphemeral("like", options());
  expect(await readdir(instances())).toEqual([name, "like"]);
});
