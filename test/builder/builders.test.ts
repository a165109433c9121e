import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  createBuilder,
  inspectBuilder,
  listBuilders,
  removeBuilders,
  removeInactiveBuilders,
  resolveBuilder,
  stopBuilder,
} from "../../src/builder/index.js";
import {
  builderName,
  containerName,
  inspectContainer,
  inspectVolume,
  lab,
  volumeName,
} from "../support/index.js";
import { context, storePath } from "./support.js";

const image = () => ({ image: lab.image });
const elsewhere = "tcp://127.0.0.1:9";

describe("creating a builder", () => {
  test("without a name gives it one", async () => {
    const name = await createBuilder({ driverOptions: image(), ...context() });
    expect(name).toMatch(/^[a-z]+_[a-z]+\d?$/);
    expect(await removeBuilders([name], context())).toEqual([{ name }]);
  });

  test("with bootstrap leaves it running", async () => {
    const name = builderName("boot");
    await createBuilder({ name, driverOptions: image(), bootstrap: true, ...context() });
    expect(await inspectContainer(containerName(name))).toMatchObject({ State: { Running: true } });
    await stopBuilder(name, context());
    expect(await inspectContainer(containerName(name))).toMatchObject({ State: { Running: false } });
    expect(await inspectBuilder(name, context())).toMatchObject({ nodes: [{ status: "stopped" }] });
  });

  test.each([
    ["an unknown option", { nope: "1" }, /invalid driver option nope for docker-container driver/],
    ["a bad number", { "cpu-quota": "many" }, /cpu-quota/],
    ["bad bytes", { memory: "lots" }, /memory/],
  ])("with %s says which and stores nothing", async (_what, driverOptions, message) => {
    const name = builderName("bad");
    await expect(createBuilder({ name, driverOptions, ...context() })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(message),
    });
    expect(existsSync(storePath("instances", name))).toBe(false);
    expect(existsSync(storePath("activity", name))).toBe(false);
  });

  test("on an engine that does not answer names the endpoint and stores nothing", async () => {
    const name = builderName("dead");
    await expect(
      createBuilder({ name, driver: "docker-container", endpoint: elsewhere, ...context() }),
    ).rejects.toMatchObject({
      code: "engine-unreachable",
      message: expect.stringMatching(
        new RegExp(`failed to initialize builder ${name} \\(${name}0\\): .*${elsewhere}`),
      ),
    });
    expect(existsSync(storePath("instances", name))).toBe(false);
  });

  test("under a name that is taken changes nothing", async () => {
    const name = builderName("taken");
    await createBuilder({ name, driverOptions: image(), ...context() });
    const before = readFileSync(storePath("instances", name), "utf8");
    await expect(
      createBuilder({ name, driverOptions: { memory: "1g" }, ...context() }),
    ).rejects.toMatchObject({
      code: "already-exists",
      message: `existing instance for "${name}" but no append mode, specify the node name to make changes for existing instances`,
    });
    expect(readFileSync(storePath("instances", name), "utf8")).toBe(before);
  });

  test("changes a node that is named, and warns", async () => {
    const name = builderName("change");
    await createBuilder({ name, driverOptions: image(), ...context() });
    const warnings: string[] = [];
    const changed = context({}, warnings);
    await createBuilder({ name, node: `${name}0`, driverOptions: { ...image(), memory: "1g" }, ...changed });
    expect(warnings).toEqual(["new settings may not be used until builder is restarted"]);
    expect(await inspectBuilder(name, context())).toMatchObject({
      nodes: [{ driverOptions: { image: lab.image, memory: "1g" } }],
    });
  });

  test("refuses a second node on the same engine", async () => {
    const name = builderName("twice");
    await createBuilder({ name, driverOptions: image(), ...context() });
    await expect(createBuilder({ name, append: true, driverOptions: image(), ...context() })).rejects.toThrow(
      `invalid duplicate endpoint ${lab.engineHost}`,
    );
  });
});

describe("removing builders", () => {
  test("can keep the daemon, the state, or neither", async () => {
    const name = builderName("keep");
    const create = () => createBuilder({ name, driverOptions: image(), bootstrap: true, ...context() });
    await create();
    expect(await removeBuilders([name], { keepDaemon: true, ...context() })).toEqual([{ name }]);
    expect(await inspectContainer(containerName(name))).toMatchObject({ State: { Running: true } });
    await create();
    expect(await removeBuilders([name], { keepState: true, ...context() })).toEqual([{ name }]);
    expect(await inspectContainer(containerName(name))).toBeUndefined();
    expect(await inspectVolume(volumeName(name))).toBeDefined();
    await create();
    expect(await removeBuilders([name], context())).toEqual([{ name }]);
    expect(await inspectVolume(volumeName(name))).toBeUndefined();
  });

  test("says what to do when the engine needs longer than it is given", async () => {
    const name = builderName("overdue");
    await createBuilder({ name, driverOptions: image(), bootstrap: true, ...context() });
    expect(await removeBuilders([name], { timeout: 1, ...context() })).toMatchObject([
      {
        name,
        error: {
          code: "timeout",
          message: expect.stringContaining("the engine was not done after 0.001 s"),
          hint: expect.stringContaining("docker volume ls"),
        },
      },
    ]);
    await createBuilder({ name, driverOptions: image(), ...context() });
    expect(await removeBuilders([name], context())).toEqual([{ name }]);
    expect(await inspectContainer(containerName(name))).toBeUndefined();
    expect(await inspectVolume(volumeName(name))).toBeUndefined();
  });

  test("reports each on its own", async () => {
    const name = builderName("each");
    await createBuilder({ name, driverOptions: image(), ...context() });
    expect(await removeBuilders(["nowhere", name, "default"], context())).toMatchObject([
      { name: "nowhere", error: { code: "not-found", message: 'no builder "nowhere" found' } },
      { name },
      {
        name: "default",
        error: {
          message:
            "context builder cannot be removed, run `docker context rm default` to remove this context",
        },
      },
    ]);
  });

  test("that are inactive leaves those that run", async () => {
    const [idle, running] = [builderName("idle"), builderName("runs")];
    await createBuilder({ name: idle, driverOptions: image(), ...context() });
    await createBuilder({ name: running, driverOptions: image(), bootstrap: true, ...context() });
    const removed = (await removeInactiveBuilders(context())).map(({ name }) => name);
    expect(removed).toContain(idle);
    expect(removed).not.toContain(running);
  });
});

describe("the docker context's own builder", () => {
  test("is current when none is selected, and its daemon answers", async () => {
    const builder = await inspectBuilder(undefined, context());
    expect(builder).toMatchObject({
      name: "default",
      driver: "docker",
      isContext: true,
      current: true,
      nodes: [{ name: "default", endpoint: "default", status: "running" }],
    });
    expect(builder.nodes[0]?.details?.platforms.length).toBeGreaterThan(0);
  });

  test("is resolved without asking its nodes", async () => {
    const builder = await resolveBuilder("default", context());
    expect(builder.nodes).toMatchObject([{ name: "default" }]);
    expect(builder.nodes[0]?.status).toBeUndefined();
  });

  test("of an engine that does not answer is an error of the builder", async () => {
    const builders = await listBuilders({ ...context({ DOCKER_HOST: elsewhere }), timeout: 5000 });
    expect(builders.find((builder) => builder.name === "default")).toMatchObject({
      error: { code: "engine-unreachable", message: expect.stringContaining(elsewhere) },
    });
  });
});
