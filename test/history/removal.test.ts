import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { inspectBuild, listBuilds, removeBuilds } from "../../src/index.js";
import {
  busyboxContext,
  containerName,
  createBuilder,
  engineRequest,
  programEnvironment,
  runBuildx,
  runSlipway,
  startSlipway,
} from "../support/index.js";

let builder: string;
let context: string;

beforeAll(async () => {
  builder = await createBuilder("removal");
  context = busyboxContext('FROM base AS slow\nRUN ["/bin/busybox", "sleep", "20"]\n');
});

async function build(name: string): Promise<string> {
  const args = ["--quiet", "--target", "base", "--build-arg", `BUILDKIT_BUILD_NAME=${name}`];
  expect((await runSlipway(["build", "--builder", builder, ...args, context])).code).toBe(0);
  const found = await listBuilds(builder, { env: programEnvironment() });
  return found.find((record) => record.name === name)?.ref ?? "";
}

const names = async () => (await listBuilds(builder, { env: programEnvironment() })).map(({ name }) => name);

/** The daemon ends and starts again, and reads what is on its disk. */
async function restart(): Promise<void> {
  await engineRequest("POST", `/containers/${containerName(builder)}/restart?t=5`);
}

describe("a record that was removed", () => {
  test("is gone for good, though docker-buildx has read it before, and no list ends the daemon", async () => {
    const [kept, read] = [await build("kept"), await build("read")];
    await build("third");
    for (const ref of [kept, read]) await runBuildx(["history", "logs", "--builder", builder, ref]);
    expect(await runSlipway(["history", "rm", "--builder", builder, read])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    // With a record that is only marked, this list ends BuildKit before v0.29.
    expect((await runBuildx(["history", "ls", "--builder", builder])).code).toBe(0);
    expect(await names()).toEqual(["third", "kept"]);
    await restart();
    expect(await names()).toEqual(["third", "kept"]);
  });

  test("is one of several, and those that are not there are told", async () => {
    const ref = await build("again");
    const removals = await removeBuilds(builder, [ref, "never-seen"], { env: programEnvironment() });
    expect(removals).toEqual([
      { ref },
      { ref: "never-seen", error: expect.objectContaining({ message: 'lease "ref_never-seen": not found' }) },
    ]);
  });
});

test("Slipway's lists go on where docker-buildx has left a record that is only marked", async () => {
  const ref = await build("marked");
  await build("other");
  await runBuildx(["history", "logs", "--builder", builder, ref]);
  await runBuildx(["history", "rm", "--builder", builder, ref]);
  for (const args of [
    ["ls"],
    ["ls", "--filter", "status=completed"],
    ["inspect"],
    ["inspect", "^1"],
    ["logs"],
  ]) {
    expect((await runSlipway(["history", ...args, "--builder", builder])).code, args.join(" ")).toBe(0);
  }
  expect(await names()).not.toContain("marked");
});

test("a build that runs is listed, followed and left alone by rm --all", async () => {
  const running = startSlipway([
    "build",
    "--builder",
    builder,
    "--progress",
    "plain",
    "--target",
    "slow",
    context,
  ]);
  await running.waitForOutput("sleep");
  const [newest] = await listBuilds(builder, { env: programEnvironment() });
  expect(newest).toMatchObject({ status: "running", duration: expect.any(BigInt) });
  const listed = await runSlipway(["history", "ls", "--builder", builder]);
  expect(listed.stdout).toMatch(/ Running +\S.* \d+\.\ds\+/);
  const following = startSlipway(["history", "logs", "--builder", builder]);
  await following.waitForOutput("sleep");
  expect((await runSlipway(["history", "rm", "--builder", builder, "--all"])).code).toBe(0);
  running.child.kill("SIGINT");
  await running.finished;
  expect((await following.finished).code).toBe(0);
  await sleep(500);
  const left = await listBuilds(builder, { env: programEnvironment() });
  expect(left.map(({ status }) => status)).toEqual(["canceled"]);
  const shown = await inspectBuild(builder, "", { env: programEnvironment() });
  expect(shown).toMatchObject({ status: "canceled", target: "slow" });
});

test("a builder that does not run is booted", async () => {
  expect((await runSlipway(["stop", builder])).code).toBe(0);
  const { code, stderr } = await runSlipway(["history", "ls", "--builder", builder]);
  expect(code).toBe(0);
  expect(stderr).toContain("[internal] booting buildkit");
});

test("a call that is called off ends as canceled", async () => {
  await expect(
    listBuilds(builder, { env: programEnvironment(), signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({
    code: "canceled",
  });
});
