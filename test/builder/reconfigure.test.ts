import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  busyboxContext,
  containerName,
  createBuilder,
  engineGet,
  type InspectedContainer,
  runSlipway,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { storePath } from "./support.js";

let builder: string;
beforeAll(async () => {
  builder = await createBuilder("reconfigure", { driverOptions: { memory: "2g" } });
});

const container = () => engineGet<InspectedContainer>(`/containers/${containerName(builder)}/json`);
const reconfigure = (...args: string[]) => runSlipway(["create", "--reconfigure", builder, ...args]);
const step = () => busyboxContext("RUN sleep 0.1 && echo made > /made\n");

test("limits and configuration change in place, told before, and the cache stays", async () => {
  const context = step();
  const build = () => runSlipway(["build", "--builder", builder, "--progress", "plain", context]);
  expect(await build()).toMatchObject({ code: 0 });
  const directory = temporaryDirectory("toml");
  const toml = join(directory, "buildkitd.toml");
  writeFileSync(toml, 'debug = true\n[registry."plain.test"]\nhttp = true\n');
  const change = ["--driver-opt", "memory=3g", "--buildkitd-config", toml];
  const told = `${builder}0: its container is made anew and keeps the cache\n  driver option memory: "2g" becomes "3g"\n  file buildkitd.toml is added\n`;

  const before = await container();
  const record = () => readFileSync(storePath("instances", builder), "utf8");
  const stored = record();
  expect(await reconfigure(...change, "--dry-run")).toMatchObject({ code: 0, stdout: told });
  expect(record()).toBe(stored);
  expect((await container())?.Id).toBe(before?.Id);

  const changed = await reconfigure(...change);
  expect(changed).toMatchObject({ code: 0, stdout: `${builder}\n` });
  expect(changed.stderr).toContain(told);
  const after = await container();
  expect(after?.Id).not.toBe(before?.Id);
  expect(after).toMatchObject({ State: { Running: true }, HostConfig: { Memory: 3 * 2 ** 30 } });
  expect(after?.Config.Image).toBe(before?.Config.Image);
  expect((await build()).stderr).toMatch(/RUN sleep 0\.1[^\n]*\n#\d+ CACHED/);
  expect(await reconfigure(...change)).toMatchObject({ code: 0, stderr: "nothing changes\n" });
});

test("a builder that is in use is left alone, or waited for", async () => {
  const context = busyboxContext(`RUN echo ${Date.now()} && sleep 4\n`);
  const running = startSlipway(["build", "--builder", builder, "--progress", "plain", context]);
  await running.waitForOutput(/RUN echo \d+ && sleep 4\n/);
  const refused = await reconfigure("--driver-opt", "memory=2g");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`a build runs on builder "${builder}"`);
  const waited = await reconfigure("--driver-opt", "memory=2g", "--wait");
  expect(await running.finished).toMatchObject({ code: 0 });
  expect(waited).toMatchObject({ code: 0 });
  expect(await container()).toMatchObject({ HostConfig: { Memory: 2 * 2 ** 30 } });
});

test("a change with which it does not come up is taken back", async () => {
  const refused = await reconfigure("--driver-opt", "network=no-such-network");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`builder "${builder}" stays as it was`);
  expect(await container()).toMatchObject({ State: { Running: true }, HostConfig: { Memory: 2 * 2 ** 30 } });
  expect(readFileSync(storePath("instances", builder), "utf8")).not.toContain("no-such-network");
});

test("what a builder is cannot change", async () => {
  expect(await reconfigure("--driver", "remote")).toMatchObject({ code: 1 });
  const missing = await runSlipway(["create", "--reconfigure", "no-such-builder"]);
  expect(missing.stderr).toContain('no builder "no-such-builder" found');
});
