import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeEngine, fakeEngine, json } from "../../../test/support/fake-engine.js";
import { diskUsageOfAll } from "./all-disk-usage.js";
import { cacheTotals } from "./cache-totals.js";

let home: string;
let fake: FakeEngine;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "slipway-all-usage-"));
  fake = await fakeEngine({ "GET /info": json({ ID: "E" }) });
});
afterEach(async () => {
  await fake.close();
  await rm(home, { recursive: true });
});

test("what is in use or an image's as well cannot be reclaimed", () => {
  const record = { size: 5, inUse: false, shared: false };
  const records = [record, { ...record, inUse: true }, { ...record, shared: true }, { ...record, size: -1 }];
  expect(cacheTotals(records)).toEqual({ records: 4, size: 15, reclaimable: 5 });
});

test("a builder that does not run is told with why nothing is known of it", async () => {
  await mkdir(join(home, "buildx", "instances"), { recursive: true });
  const record = { Name: "b", Driver: "docker-container", Nodes: [{ Name: "b0", Endpoint: fake.host }] };
  await writeFile(join(home, "buildx", "instances", "b"), JSON.stringify(record));
  const found = await diskUsageOfAll({
    env: { DOCKER_CONFIG: home, DOCKER_HOST: fake.host },
    timeout: 3_000,
  });
  expect(found.find(({ builder }) => builder === "b")).toMatchObject({
    records: 0,
    size: 0,
    error: { name: "SlipwayError" },
  });
});

test("a bad filter is refused before anybody is asked", async () => {
  const env = { DOCKER_CONFIG: home, DOCKER_HOST: fake.host };
  await expect(diskUsageOfAll({ env, filters: ["until=soon"] })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  expect(fake.asked).toEqual([]);
});
