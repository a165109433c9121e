import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  createBuilder,
  inspectBuilder,
  listBuilders,
  recordActivity,
  removeBuilders,
  resolveBuilder,
  saveLocalState,
  useBuilder,
} from "../../src/builder/index.js";
import { BuilderStore } from "../../src/builder/store/builder-store.js";
import { StateDirectory } from "../../src/builder/store/state-directory.js";
import {
  builderName,
  containerName,
  inspectContainer,
  inspectVolume,
  lab,
  onCleanup,
  runBuildx,
  volumeName,
} from "../support/index.js";
import { context, storePath } from "./support.js";

const image = () => ({ image: lab.image });

async function buildx(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runBuildx(args);
  if (code !== 0) throw new Error(`buildx ${args.join(" ")}: ${stderr}`);
  return stdout;
}

describe("a builder created by Slipway", () => {
  test("is written byte for byte as docker-buildx writes it", async () => {
    const [ours, theirs] = [builderName("same"), builderName("same")];
    const options = ["memory=500m", "env.X=<&>", `image=${lab.image}`, "network=host"];
    const platforms = ["linux/amd64,linux/arm/v7", "linux/arm64"];
    await createBuilder({
      name: ours,
      driverOptions: Object.fromEntries(options.map((option) => option.split("=", 2) as [string, string])),
      platforms,
      buildkitdFlags: ["--debug"],
      ...context(),
    });
    await buildx(
      ...["create", "--name", theirs, "--buildkitd-flags=--debug"],
      ...options.map((option) => `--driver-opt=${option}`),
      ...platforms.map((platform) => `--platform=${platform}`),
    );
    const [mine, peer] = [ours, theirs].map((name) => readFileSync(storePath("instances", name), "utf8"));
    expect(mine?.replaceAll(ours, "NAME")).toBe(peer?.replaceAll(theirs, "NAME"));
  });

  test("keeps what buildx has no option for out of buildx's way", async () => {
    const name = builderName("own");
    const driverOptions = { ...image(), transport: "exec" };
    await createBuilder({ name, driverOptions, ...context() });
    expect((await inspectBuilder(name, context())).nodes[0]?.driverOptions).toEqual(driverOptions);
    const stored = JSON.parse(readFileSync(storePath("instances", name), "utf8"));
    expect(stored.Nodes[0]).toMatchObject({ DriverOpts: image(), SlipwayDriverOpts: { transport: "exec" } });
    expect(await buildx("inspect", name)).toMatch(/^Driver Options: +image="[^"]*"$/m);
    await buildx("rm", name);
  });

  test("is booted, shown and removed by docker-buildx", async () => {
    const name = builderName("ours");
    expect(await createBuilder({ name, driverOptions: image(), use: true, ...context() })).toBe(name);
    expect(await buildx("inspect", "--bootstrap", name)).toMatch(/Status: +running/);
    expect(await buildx("ls")).toContain(`${name}*`);
    const builder = await inspectBuilder(undefined, context());
    expect(builder).toMatchObject({ name, current: true, nodes: [{ name: `${name}0`, status: "running" }] });
    expect(builder.nodes[0]?.details?.platforms.length).toBeGreaterThan(0);
    await buildx("rm", name);
    expect(await inspectContainer(containerName(name))).toBeUndefined();
    await expect(inspectBuilder(name, context())).rejects.toMatchObject({
      code: "not-found",
      message: `no builder "${name}" found`,
    });
  });

  test("keeps the local state of its builds where docker-buildx finds and removes it", async () => {
    const name = builderName("state");
    await createBuilder({ name, driverOptions: image(), ...context() });
    const state = { target: "", localPath: "/src", dockerfilePath: "/src/Dockerfile" };
    await saveLocalState(name, `${name}0`, "abc", state, context());
    expect(readdirSync(storePath("refs", name, `${name}0`))).toEqual(["abc"]);
    await buildx("rm", name);
    expect(readdirSync(storePath("refs"))).not.toContain(name);
  });
});

describe("a builder created by docker-buildx", () => {
  test("is booted, selected and removed by Slipway", async () => {
    const name = builderName("theirs");
    await buildx("create", "--name", name, "--driver-opt", `image=${lab.image}`, "--platform", "linux/arm64");
    await useBuilder(name, context());
    expect(await buildx("inspect")).toContain(name);
    const builder = await inspectBuilder(name, { ...context(), bootstrap: true });
    expect(builder.nodes).toMatchObject([
      { fixedPlatforms: [{ os: "linux", architecture: "arm64" }], status: "running" },
    ]);
    expect(await removeBuilders([name], context())).toEqual([{ name }]);
    expect(await inspectContainer(containerName(name))).toBeUndefined();
    expect(await inspectVolume(volumeName(name))).toBeUndefined();
    expect(await buildx("ls")).not.toContain(name);
  });

  test("is the same container when both boot it at the same moment", async () => {
    const name = builderName("race");
    await buildx("create", "--name", name, "--driver-opt", `image=${lab.image}`);
    const [ours] = await Promise.all([
      inspectBuilder(name, { ...context(), bootstrap: true }),
      buildx("inspect", "--bootstrap", name),
    ]);
    expect(ours.nodes[0]).toMatchObject({ status: "running" });
    // Asked again, as docker-buildx does not wait for the daemon of a container that somebody else has just started.
    expect(await buildx("inspect", name)).toMatch(/Status: +running/);
    await removeBuilders([name], context());
  });

  test("keeps its activity up to date for both", async () => {
    const name = builderName("active");
    await buildx("create", "--name", name, "--driver-opt", `image=${lab.image}`);
    writeFileSync(storePath("activity", name), "2020-01-02T03:04:05Z");
    expect((await inspectBuilder(name, context())).lastActivity).toEqual(new Date("2020-01-02T03:04:05Z"));
    await recordActivity(name, context());
    expect(await buildx("inspect", name)).toMatch(
      new RegExp(`Last Activity: ${new Date().getUTCFullYear()}-`),
    );
  });
});

describe("while one program changes the store", () => {
  test("docker-buildx waits for Slipway", async () => {
    const store = new BuilderStore(new StateDirectory(storePath(), {}));
    const name = builderName("waits");
    let released = false;
    let release = () => {};
    const held = store.transaction(() => new Promise<void>((resolve) => (release = resolve)));
    const created = buildx("create", "--name", name, "--driver-opt", `image=${lab.image}`).then(
      () => released,
    );
    await sleep(700);
    released = true;
    release();
    await held;
    expect(await created).toBe(true);
  });

  test("Slipway waits for docker-buildx", async () => {
    const name = builderName("waits");
    // buildx holds the lock while it asks an engine that takes its time and then hangs up.
    let hungUp = false;
    const slow = createServer((socket) => {
      setTimeout(() => {
        hungUp = true;
        socket.destroy();
      }, 700);
    }).listen(0, "127.0.0.1");
    onCleanup(() => void slow.close());
    await once(slow, "listening");
    const address = slow.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const theirs = runBuildx(["create", "--name", builderName("hangs"), `tcp://127.0.0.1:${port}`]);
    await once(slow, "connection");
    await createBuilder({ name, driverOptions: image(), ...context() });
    expect(hungUp).toBe(true);
    await theirs;
  });
});

describe("a damaged file of the store", () => {
  test("is listed by name beside the others and stays as it is", async () => {
    const name = builderName("damaged");
    mkdirSync(storePath("instances"), { recursive: true });
    writeFileSync(storePath("instances", name), '{"Name":"x"');
    const builders = await listBuilders(context());
    expect(builders.at(-1)).toMatchObject({ name, error: { code: "corrupt-state" } });
    expect(builders.find((builder) => builder.name === "default")).toMatchObject({
      nodes: [{ status: "running" }],
    });
    const operations = [
      () => inspectBuilder(name, context()),
      () => resolveBuilder(name, context()),
      () => useBuilder(name, context()),
      () => createBuilder({ name, driverOptions: image(), ...context() }),
    ];
    for (const operation of operations) {
      await expect(operation()).rejects.toMatchObject({
        code: "corrupt-state",
        message: expect.stringContaining(storePath("instances", name)),
      });
    }
    expect(await removeBuilders([name], context())).toMatchObject([
      { name, error: { code: "corrupt-state" } },
    ]);
    expect(readFileSync(storePath("instances", name), "utf8")).toBe('{"Name":"x"');
  });
});
