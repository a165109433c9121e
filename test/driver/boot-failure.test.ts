import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import { inspectContainer } from "../support/index.js";
import { makeDriver, recordProgress, rejection, scriptImage } from "./support.js";

/** Resolves with the time at which the engine says that the container died. */
async function deathOf(engine: Engine, container: string, signal: AbortSignal): Promise<number> {
  for await (const event of engine.events({ signal, filters: { container: [container], event: ["die"] } })) {
    return event.timeNano / 1e6;
  }
  throw new Error("the events ended");
}

/** Boots a container that must die; gives the error and how long after the death it came, in milliseconds. */
async function failToBoot(label: string, options: Readonly<Record<string, string>>) {
  const { driver, engine, container } = await makeDriver(label, { options });
  const progress = recordProgress();
  const watch = new AbortController();
  const death = deathOf(engine, container, watch.signal);
  const error = await rejection(driver.boot({ progress: progress.sink }));
  const at = Date.now();
  const delay = at - (await death);
  watch.abort();
  return { error, delay: delay - (await lateness(engine)), container, output: progress.output() };
}

/** An engine call takes this long on a machine with nothing else to do, milliseconds. */
const idleCall = 30;
/** Engine calls between a death and its report: the container's state, its log, its removal. */
const callsToReport = 6;

/** What a busy machine adds to a report: tests run side by side, and the second counts for an idle machine. */
async function lateness(engine: Engine): Promise<number> {
  const begun = Date.now();
  for (let call = 0; call < callsToReport; call++) await engine.info();
  return Math.max(0, Date.now() - begun - callsToReport * idleCall);
}

describe("a container that dies while it boots", { retry: 2 }, () => {
  test.each([
    ["at once", "echo cannot find the thing >&2; exit 3"],
    ["after a while", "/bin/busybox sleep 1; echo cannot find the thing >&2; exit 3"],
  ])("%s is reported within a second, with its exit code and last lines", async (_when, script) => {
    const image = await scriptImage(script);
    const { error, delay, container, output } = await failToBoot("dies", { image });
    expect(error).toMatchObject({
      code: "boot-failed",
      message: `builder container ${container} exited with code 3 while booting: cannot find the thing`,
      details: { exitCode: 3, outOfMemory: false },
    });
    expect(output).toContain("cannot find the thing");
    expect(delay).toBeLessThan(1000);
    await expect.poll(() => inspectContainer(container), { timeout: 10_000 }).toBeUndefined();
  });

  test("for want of memory says so", async () => {
    const { error, delay } = await failToBoot("oom", { memory: "7m" });
    expect(error).toMatchObject({
      code: "out-of-memory",
      message: expect.stringContaining("memory of 7m"),
      hint: expect.stringContaining("memory"),
    });
    expect(delay).toBeLessThan(1000);
  });

  test("and was there before is left stopped, not restarting for ever", async () => {
    const image = await scriptImage("[ -e /again ] && exit 5; echo > /again; /bin/busybox sleep 1000");
    const { driver, engine, container } = await makeDriver("again", { options: { image } });
    await engine.createContainer(container, {
      Image: image,
      HostConfig: { RestartPolicy: { Name: "unless-stopped" }, Init: true },
    });
    await engine.startContainer(container);
    await engine.stopContainer(container, { timeoutSeconds: 0 });
    expect(await rejection(driver.boot())).toMatchObject({ code: "boot-failed", details: { exitCode: 5 } });
    expect(await inspectContainer(container)).toMatchObject({ State: { Status: "exited" } });
  });
});

describe("a container that cannot be made", () => {
  test.each([
    [
      "its network does not exist",
      { network: "slipway-no-such-network" },
      /network slipway-no-such-network not found/,
    ],
    ["it asks for processors that are not there", { "cpuset-cpus": "4095" }, /CPUs/],
    ["the engine knows no such restart policy", { "restart-policy": "sometimes" }, /sometimes/],
  ])("because %s is reported in the engine's words and leaves nothing", async (_why, options, words) => {
    const { driver, container } = await makeDriver("refused", { options });
    expect(await rejection(driver.boot())).toMatchObject({
      code: "boot-failed",
      message: expect.stringMatching(words),
    });
    expect(await inspectContainer(container)).toBeUndefined();
  });

  test("because its image is none of BuildKit's says so", async () => {
    const image = await scriptImage("/bin/busybox sleep 1000");
    const { driver, container } = await makeDriver("other", { options: { image } });
    expect(await rejection(driver.boot())).toMatchObject({
      code: "boot-failed",
      message: expect.stringContaining("has no program buildctl"),
    });
    await expect.poll(() => inspectContainer(container), { timeout: 10_000 }).toBeUndefined();
  });

  test("because its image is nowhere is reported by the image's name", async () => {
    const image = "registry.invalid/no/such:image";
    const { driver, container } = await makeDriver("image", { options: { image } });
    expect(await rejection(driver.boot())).toMatchObject({
      code: "image-unavailable",
      message: expect.stringContaining(image),
    });
    expect(await inspectContainer(container)).toBeUndefined();
  });
});

test("a boot that is cancelled while the container starts ends at once", async () => {
  const { driver, engine, container } = await makeDriver("cancel");
  const controller = new AbortController();
  const boot = rejection(driver.boot({ signal: controller.signal }));
  for await (const _started of engine.events({ filters: { container: [container], event: ["start"] } }))
    break;
  controller.abort();
  const at = Date.now();
  expect(await boot).toMatchObject({ code: "canceled" });
  expect(Date.now() - at).toBeLessThan(500);
});
