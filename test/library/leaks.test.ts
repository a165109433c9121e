import { readdirSync, readlinkSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, expect, test } from "vitest";
import { build, ensureBuilder } from "../../src/index.js";
import {
  builderName,
  containerName,
  contextDirectory,
  engineGet,
  inspectContainer,
  lab,
  runSlipway,
} from "../support/index.js";
import { context } from "./support.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What a build might leave behind: here, in the container and in the engine. */
interface Holdings {
  readonly descriptors: number;
  readonly sockets: number;
  readonly execs: number;
  readonly processes: number;
  readonly heapMiB: number;
  readonly rssMiB: number;
}

let name = "";
let files = "";
beforeAll(async () => {
  name = builderName("leaks");
  const builder = await ensureBuilder({
    ...context,
    name,
    driverOptions: { image: lab.image },
    bootstrap: true,
  });
  builder.close();
  files = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
});

async function holdings(): Promise<Holdings> {
  const container = containerName(name);
  const top = await engineGet<{ Processes: string[][] }>(`/containers/${container}/top`);
  const { ExecIDs } = (await inspectContainer(container)) as unknown as { ExecIDs: string[] | null };
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collectGarbage();
  }
  const open = process.platform === "linux" ? readdirSync("/proc/self/fd") : [];
  const { heapUsed, rss } = process.memoryUsage();
  return {
    descriptors: open.length,
    sockets: open.filter((fd) => targetOf(fd).startsWith("socket:")).length,
    execs: ExecIDs?.length ?? 0,
    processes: top?.Processes.length ?? 0,
    heapMiB: Math.round(heapUsed / 2 ** 18) / 4,
    rssMiB: Math.round(rss / 2 ** 20),
  };
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return "";
  }
}

/** Runs the work and expects it to leave nothing behind; prints what there was before and after. */
async function expectNoLeak(what: string, work: () => Promise<unknown>, heapMiB: number): Promise<void> {
  const before = await holdings();
  const begun = performance.now();
  await work();
  const took = performance.now() - begun;
  const settled = ({ descriptors, sockets, execs, processes }: Holdings) => ({
    descriptors: Math.max(descriptors, before.descriptors),
    sockets: Math.max(sockets, before.sockets),
    execs: Math.max(execs, before.execs),
    processes: Math.max(processes, before.processes),
  });
  let after = before;
  await expect
    .poll(
      async () => {
        after = await holdings();
        return settled(after);
      },
      { timeout: 20_000, interval: 200 },
    )
    .toEqual(settled(before))
    .finally(() => {
      console.log(
        `${what}, ${Math.round(took)} ms\n  before ${JSON.stringify(before)}\n  after  ${JSON.stringify(after)}`,
      );
    });
  expect(after.heapMiB - before.heapMiB).toBeLessThan(heapMiB);
}

const request = () => ({ context: files, outputs: [{ type: "cacheonly" as const }] });

async function oneByOne(count: number, start: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index++) await start();
}

test.each([
  ["auto", 60],
  ["exec", 40],
])("builds in a row, each with a connection of its own (%s), leave nothing", async (transport, count) => {
  await setTransport(transport);
  const start = () => build({ ...context, builder: name, ...request() });
  await oneByOne(5, start);
  await expectNoLeak(`${count} builds, a connection each, ${transport}`, () => oneByOne(count, start), 4);
});

test("two hundred builds in a row, and twenty at once, on one connection leave nothing", async () => {
  await setTransport("auto");
  await using builder = await ensureBuilder({ ...context, name });
  const start = () => builder.build(request());
  await oneByOne(5, start);
  await expectNoLeak("200 builds on one connection", () => oneByOne(200, start), 6);
  const together = () => Promise.all(Array.from({ length: 20 }, () => start()));
  await together();
  await expectNoLeak("20 builds at once on one connection", together, 6);
});

test("twenty commands at once leave nothing in the container", async () => {
  const run = async () => {
    const args = ["build", "--builder", name, "--progress", "quiet", "-o", "type=cacheonly", files];
    const results = await Promise.all(Array.from({ length: 20 }, () => runSlipway(args)));
    expect(results.map(({ code }) => code)).toEqual(Array(20).fill(0));
  };
  await expectNoLeak("20 commands at once", run, 8);
});

/** Changes what the stored builder says; its container stays. */
async function setTransport(transport: string): Promise<void> {
  const driverOpt = ["--driver-opt", `image=${lab.image}`, "--driver-opt", `transport=${transport}`];
  const { code, stderr } = await runSlipway([
    "create",
    "--append",
    "--name",
    name,
    "--node",
    `${name}0`,
    ...driverOpt,
  ]);
  expect(code, stderr).toBe(0);
}
