import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openBuildKit } from "../../src/buildkit/client/index.js";
import { engineRequest, inspectContainer, inspectVolume, lab } from "../support/index.js";
import { makeDriver, recordProgress } from "./support.js";

describe("a builder's container", () => {
  test("is created, stopped and started again, and its daemon answers", async () => {
    const { driver, container } = await makeDriver("lifecycle");
    expect(await driver.status()).toBe("inactive");
    const first = recordProgress();
    await driver.boot({ progress: first.sink });
    expect(first.parts).toEqual([
      `pulling image ${lab.image}`,
      ...(first.parts.length === 3 ? [`using local image ${lab.image}`] : []),
      `creating container ${container}`,
    ]);
    expect(await driver.status()).toBe("running");

    const client = openBuildKit(await driver.connect());
    expect((await client.listWorkers()).length).toBeGreaterThan(0);
    client.close();

    await driver.stop();
    expect(await driver.status()).toBe("stopped");
    const second = recordProgress();
    await driver.boot({ progress: second.sink });
    expect(second.parts).toEqual([`starting container ${container}`]);
    await driver.stop();
    await driver.stop();
  });

  test("gives its version", async () => {
    const { driver } = await makeDriver("version");
    await driver.boot();
    expect(await driver.version()).toMatch(/^v\d/);
  });
});

describe("removing", () => {
  test("takes the container and the state", async () => {
    const { driver, container, volume } = await makeDriver("remove");
    await driver.boot();
    expect(await inspectVolume(volume)).toBeDefined();
    await driver.remove();
    expect(await inspectContainer(container)).toBeUndefined();
    expect(await inspectVolume(volume)).toBeUndefined();
    await driver.remove();
  });

  test("takes the state of a container that is gone already", async () => {
    const { driver, container, volume } = await makeDriver("gone");
    await driver.boot();
    await engineRequest("DELETE", `/containers/${container}?force=1`);
    await driver.remove();
    expect(await inspectVolume(volume)).toBeUndefined();
  });

  test("twice at once ends well for both", async () => {
    const { driver, container, volume } = await makeDriver("twice");
    await driver.boot();
    await Promise.all([driver.remove(), driver.remove()]);
    expect(await inspectContainer(container)).toBeUndefined();
    expect(await inspectVolume(volume)).toBeUndefined();
  });

  test("waits for a container that another process has just given the state", async () => {
    const { driver, volume } = await makeDriver("held");
    await driver.boot();
    const holder = `${volume}-holder`;
    const { status } = await engineRequest("POST", `/containers/create?name=${holder}`, {
      Image: lab.image,
      HostConfig: { Mounts: [{ Type: "volume", Source: volume, Target: "/state" }] },
    });
    expect(status).toBe(201);
    const removal = driver.remove();
    await delay(700);
    await engineRequest("DELETE", `/containers/${holder}?force=1`);
    await removal;
    expect(await inspectVolume(volume)).toBeUndefined();
  });

  test("keeps the state when asked to, for the next container of that name", async () => {
    const { driver, engine, container, volume } = await makeDriver("keep");
    await driver.boot();
    await engine.exec(container, ["touch", "/var/lib/buildkit/kept"]);
    await driver.remove({ keepState: true });
    expect(await inspectVolume(volume)).toBeDefined();
    await driver.boot();
    expect((await engine.exec(container, ["ls", "/var/lib/buildkit/kept"])).exitCode).toBe(0);
  });
});

describe("booting at the same moment", () => {
  test("makes one container that all of them use", async () => {
    const { driver, another, container } = await makeDriver("together");
    const drivers = [driver, await another(), await another(), await another()];
    await Promise.all(drivers.map((one) => one.boot()));
    expect(await inspectContainer(container)).toMatchObject({ State: { Running: true } });
    const clients = await Promise.all(drivers.map(async (one) => openBuildKit(await one.connect())));
    for (const client of clients) {
      expect((await client.listWorkers()).length).toBeGreaterThan(0);
      client.close();
    }
  });

  test("a container that another created and left unstarted is started", async () => {
    const { driver, engine, container, volume } = await makeDriver("unstarted");
    await engine.createContainer(container, {
      Image: lab.image,
      HostConfig: {
        Privileged: true,
        Init: true,
        Mounts: [{ Type: "volume", Source: volume, Target: "/var/lib/buildkit" }],
      },
    });
    await driver.boot();
    expect(await driver.status()).toBe("running");
  });
});

describe("after a connection broke", () => {
  test("a daemon that is still there explains nothing", async () => {
    const { driver } = await makeDriver("alive");
    await driver.boot();
    expect(await driver.explainLoss?.()).toBeUndefined();
  });

  test("a container that was killed is told by its exit code", async () => {
    const { driver, engine, container } = await makeDriver("killed");
    await driver.boot();
    await engine.killContainer(container);
    expect(await driver.explainLoss?.()).toMatchObject({
      code: "daemon-exited",
      message: expect.stringContaining(
        `builder container ${container} exited with code 137 while it was in use`,
      ),
    });
  });

  test("a daemon that ended and was restarted is told as well", async () => {
    const { driver, engine, container } = await makeDriver("restarted");
    await driver.boot();
    await engine.exec(container, ["sh", "-c", "kill -9 $(pidof buildkitd dockerd | tr ' ' '\\n' | head -1)"]);
    expect(await driver.explainLoss?.()).toMatchObject({
      code: "daemon-exited",
      message: expect.stringContaining(`builder container ${container}`),
    });
  });

  test("a container that was removed is told", async () => {
    const { driver, engine, container } = await makeDriver("removed");
    await driver.boot();
    await engine.removeContainer(container, { force: true });
    expect(await driver.explainLoss?.()).toMatchObject({
      code: "daemon-exited",
      message: expect.stringContaining("was removed"),
    });
  });
});
