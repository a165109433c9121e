import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { freeBytes } from "../../src/driver/docker-container/disk-shortage.js";
import { build, connectEngine, diskUsage } from "../../src/index.js";
import {
  builderName,
  busyboxContext,
  containerName,
  createBuilder,
  engineRequest,
  lab,
  programEnvironment,
  runSlipway,
  volumeName,
} from "../support/index.js";

const mebibyte = 1024 * 1024;
const env = programEnvironment();

/** The daemon looks once a minute at what it keeps; both builders wait for the same minute. */
const patience = 150_000;

/** Builds a layer of so many MiB, for each number another one; tells whether the cache had it. */
async function buildLayer(builder: string, context: string, number: number): Promise<boolean> {
  const flags = ["--builder", builder, "--progress", "plain", "--build-arg", `NUMBER=${number}`];
  const { code, stderr } = await runSlipway(["build", ...flags, context]);
  expect(code, stderr).toBe(0);
  return /RUN head[^\n]*\n#\d+ CACHED/.test(stderr);
}

function layerContext(size: number): string {
  const run = `ARG NUMBER\nRUN head -c ${size * mebibyte} /dev/zero >/layer-$NUMBER`;
  return busyboxContext(`FROM base\n${run}\n`);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(1000)) if (await holds()) return;
  expect.fail("the daemon did not remove enough");
}

async function staysInLimit(): Promise<void> {
  const builder = await createBuilder("limit", { driverOptions: { "disk-limit": "60m" } });
  const context = layerContext(20);
  for (const number of [1, 2, 3, 4, 5]) expect(await buildLayer(builder, context, number)).toBe(false);
  const used = async () => (await diskUsage(builder, { env })).reduce((sum, { size }) => sum + size, 0);
  expect(await used()).toBeGreaterThan(100 * mebibyte);
  await until(async () => (await used()) <= 60 * mebibyte);
  expect(await buildLayer(builder, context, 5)).toBe(true);
  expect(await buildLayer(builder, context, 1)).toBe(false);
}

async function keepsReserve(): Promise<void> {
  // The daemon's state is on a disk of its own, which nothing else fills.
  const name = builderName("reserve");
  const volume = volumeName(name);
  const options = { type: "tmpfs", device: "tmpfs", o: "size=300m" };
  await engineRequest("POST", "/volumes/create", { Name: volume, Driver: "local", DriverOpts: options });
  const created = await runSlipway(createArguments(name));
  expect(created.code, created.stderr).toBe(0);
  const context = layerContext(40);
  for (const number of [1, 2, 3, 4, 5]) await buildLayer(name, context, number);
  const engine = await connectEngine({ env });
  const free = async () => {
    const { stdout } = await engine.exec(containerName(name), ["df", "-Pk", "/var/lib/buildkit"]);
    return freeBytes(stdout) ?? 0;
  };
  expect(await free()).toBeLessThan(150 * mebibyte);
  const stop = new AbortController();
  const dockerfile = "FROM base\nRUN head -c 20971520 /dev/zero >/mine && sleep 200\n";
  const building = build({
    ...{
      builder: name,
      env,
      context: busyboxContext(dockerfile),
      signal: stop.signal,
      outputs: ["type=cacheonly"],
    },
  }).then(
    () => "ended",
    (error: unknown) => (error as { readonly code?: string }).code,
  );
  await until(async () => (await free()) >= 150 * mebibyte);
  stop.abort();
  expect(await building).toBe("canceled");
}

function createArguments(name: string): string[] {
  const options = [`image=${lab.image}`, "disk-reserve=150m"].flatMap((option) => ["--driver-opt", option]);
  return ["create", "--name", name, ...options, "--bootstrap"];
}

test("a cache ends in its limit with the latest kept, and a reserve is freed while a build runs", async () => {
  await Promise.all([staysInLimit(), keepsReserve()]);
}, 300_000);
