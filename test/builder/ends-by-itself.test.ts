import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ensureBuilder } from "../../src/index.js";
import {
  builderName,
  busyboxContext,
  containerName,
  createBuilder,
  engineGet,
  inspectContainer,
  lab,
  programEnvironment,
  runSlipway,
  startSlipway,
} from "../support/index.js";

const context = () => busyboxContext('RUN ["/bin/busybox", "sleep", "2"]\n');

interface Found {
  readonly Id: string;
  readonly Mounts: readonly { readonly Name?: string; readonly Destination: string }[];
}

async function ephemeralContainer(name: string): Promise<{ readonly name: string; readonly volume: string }> {
  const filters = encodeURIComponent(JSON.stringify({ name: [name] }));
  for (;;) {
    const [found] = (await engineGet<Found[]>(`/containers/json?filters=${filters}`)) ?? [];
    const volume = found?.Mounts.find(({ Destination }) => Destination === "/var/lib/buildkit")?.Name;
    if (found !== undefined && volume !== undefined) return { name: found.Id, volume };
    await sleep(200);
  }
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(300);
}

describe.concurrent("a builder that ends by itself", () => {
  test("stops when it was idle, and its next build is as cached as before", { timeout: 60_000 }, async () => {
    const builder = await createBuilder("idle", {
      driverOptions: { "idle-timeout": "3s" },
      bootstrap: false,
    });
    const args = ["build", "--builder", builder, "--progress", "plain", context()];
    expect((await runSlipway(args)).code).toBe(0);
    await until(async () => (await inspectContainer(containerName(builder)))?.State.Running === false);
    expect((await inspectContainer(containerName(builder)))?.State.ExitCode).toBe(0);
    expect(await runSlipway(args)).toMatchObject({ code: 0, stderr: expect.stringMatching(/ CACHED\n/) });
  });

  test("is gone with its volume after its client was killed", { timeout: 60_000 }, async () => {
    const template = await createBuilder("like", { bootstrap: false });
    const long = busyboxContext('RUN ["/bin/busybox", "sleep", "600"]\n');
    const args = ["build", "--ephemeral", "--builder", template, "--progress", "plain", long];
    const { child, waitForOutput, finished } = startSlipway(args);
    await waitForOutput(/RUN .*sleep/);
    const { stdout } = await runSlipway(["ls", "--format", "{{.Name}}"]);
    const [name = ""] = /^ephemeral-\w+$/m.exec(stdout) ?? [];
    const { name: container, volume } = await ephemeralContainer(name);
    // It is seen that there is a client.
    await sleep(1500);
    child.kill("SIGKILL");
    await finished;
    await until(async () => (await inspectContainer(container)) === undefined);
    expect(await engineGet(`/volumes/${volume}`)).toBeUndefined();
    expect((await runSlipway(["rm", name])).code).toBe(0);
  });

  test("leaves nothing behind a build that came to its end", { timeout: 60_000 }, async () => {
    const name = builderName("once");
    const env = programEnvironment();
    const builder = await ensureBuilder({ name, driverOptions: { image: lab.image }, env, ephemeral: true });
    await builder.build({ context: context() });
    const { volume } = await ephemeralContainer(name);
    await builder[Symbol.asyncDispose]();
    expect(await inspectContainer(containerName(name))).toBeUndefined();
    expect(await engineGet(`/volumes/${volume}`)).toBeUndefined();
    await expect(builder.inspect()).rejects.toMatchObject({ code: "not-found" });
  });
});
