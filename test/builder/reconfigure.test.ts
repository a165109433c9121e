import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  builderName,
  busyboxContext,
  containerName,
  createBuilder,
  engineGet,
  engineRequest,
  type InspectedContainer,
  lab,
  onCleanup,
  removeImage,
  runSlipway,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { configuredEngine } from "./configured-engine.js";
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

test("an upgrade runs the image that its tag has become, and nothing else", async () => {
  const tag = `slipway-upgrade-${builder}:1`;
  const first = await engineGet<{ Id: string }>(`/images/${encodeURIComponent(lab.image)}/json`);
  await tagImage(lab.image, tag);
  onCleanup(() => removeImage(tag));
  // What a pull brings is decided by the engine's stand-in: the lab's images are in no registry.
  let next = lab.image;
  const engine = await configuredEngine({}, async (reference) => {
    if (reference === tag) await tagImage(next, tag);
  });
  const env = { DOCKER_HOST: engine };
  const upgraded = builderName("upgrade");
  const create = ["create", "--name", upgraded, "--driver-opt", `image=${tag}`, "--bootstrap"];
  expect(await runSlipway(create, { env })).toMatchObject({ code: 0 });
  expect(await runSlipway(["upgrade", upgraded], { env })).toMatchObject({ code: 0 });
  const made = await engineGet<InspectedContainer>(`/containers/${containerName(upgraded)}/json`);
  expect(made?.Image).toBe(first?.Id);

  next = await changedImage(containerName(upgraded), `slipway-upgrade-${builder}:2`);
  const told = await runSlipway(["upgrade", "--dry-run", upgraded], { env });
  expect(told.stdout).toContain(`  image ${tag}: ${first?.Id.slice(7, 19)} becomes `);
  expect(await runSlipway(["upgrade", upgraded], { env })).toMatchObject({ code: 0 });
  const after = await engineGet<InspectedContainer>(`/containers/${containerName(upgraded)}/json`);
  expect(after).toMatchObject({ State: { Running: true } });
  expect(after?.Image).not.toBe(first?.Id);
});

async function tagImage(image: string, tag: string): Promise<void> {
  const [repo = "", version = ""] = tag.split(":");
  await engineRequest("POST", `/images/${encodeURIComponent(image)}/tag?repo=${repo}&tag=${version}`);
}

/** The image of a container with another label, as a newer one of the same programs; resolves with its tag. */
async function changedImage(container: string, tag: string): Promise<string> {
  const [repo = "", version = ""] = tag.split(":");
  const query = new URLSearchParams({ container, repo, tag: version, changes: "LABEL slipway.test=newer" });
  await engineRequest("POST", `/commit?${query}`, {});
  onCleanup(() => removeImage(tag));
  return tag;
}
