import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openBuildKit } from "../../src/buildkit/client/index.js";
import type { Driver } from "../../src/driver/contract/driver.js";
import { connectDirectly } from "../../src/driver/docker-container/direct-connection.js";
import { driverFactory } from "../../src/driver/registry.js";
import { connectEngine, type Engine } from "../../src/engine/index.js";
import { build, createBuilder } from "../../src/index.js";
import { engineProxy } from "../engine/proxy.js";
import { busyboxFiles, context } from "../library/support.js";
import { builderName, containerName, lab, onCleanup } from "../support/index.js";
import { makeDriver, rejection } from "./support.js";

/** The daemon listens here too, and `buildctl` in its container asks here: the tests take its first socket away. */
const aside = "/run/buildkit/aside.sock";
const sharesHost = process.getuid?.() === 0 && (process.env.SLIPWAY_TEST_ENGINE ?? "").startsWith("unix:");

describe.skipIf(!sharesHost)("a daemon on this machine", () => {
  let builder: string;
  let engine: Engine;
  let path: string;
  let stop = () => {};

  beforeAll(async () => {
    builder = builderName("direct");
    await createBuilder({
      name: builder,
      driverOptions: { image: lab.image, "env.BUILDKIT_HOST": `unix://${aside}` },
      buildkitdFlags: [`--addr=unix://${aside}`, "--addr=unix:///run/buildkit/buildkitd.sock"],
      bootstrap: true,
      ...context,
    });
    engine = await connectEngine({ endpoint: lab.engineHost });
    onCleanup(() => engine.close());
    const { State } = await engine.inspectContainer(containerName(builder));
    path = `/proc/${State.Pid}/root/run/buildkit/buildkitd.sock`;
    // What the image listens with is there a little after its daemon answers, and would come back after our removal.
    const listening = ["sh", "-c", "test -S /run/buildkit/buildkitd.sock"];
    await vi.waitFor(
      async () => expect((await engine.exec(containerName(builder), listening)).exitCode).toBe(0),
      { timeout: 20_000, interval: 200 },
    );
  });

  afterEach(() => {
    stop();
    rmSync(path, { force: true });
  });

  /** Listens in the daemon's place. */
  async function listen(serve: (socket: Socket) => void): Promise<{ connections: number; server: Server }> {
    rmSync(path, { force: true });
    const state = { connections: 0, server: createServer() };
    state.server.on("connection", (socket) => {
      state.connections++;
      socket.on("error", () => undefined);
      serve(socket);
    });
    stop = () => void state.server.close();
    await new Promise<void>((resolve) => state.server.listen(path, resolve));
    return state;
  }

  /** Leads a connection on to the daemon, by the other way. */
  async function relay(socket: Socket): Promise<void> {
    const daemon = await engine.execStream(containerName(builder), ["buildctl", "dial-stdio"]);
    pipeline(socket, daemon, socket, () => undefined);
  }

  const driverOf = async (options: Record<string, string> = {}): Promise<Driver> =>
    driverFactory("docker-container").create({
      node: `${builder}0`,
      endpoint: lab.engineHost,
      engine: async () => engine,
      options: { image: lab.image, ...options },
      flags: [],
      files: new Map(),
      env: {},
    });

  async function expectAnswer(driver: Driver): Promise<void> {
    const client = openBuildKit(await driver.connect());
    expect((await client.listWorkers()).length).toBeGreaterThan(0);
    client.close();
  }

  const run = (dockerfile: string) =>
    build({
      ...context,
      builder,
      context: { files: busyboxFiles(dockerfile) },
      outputs: [{ type: "cacheonly" }],
    });

  test("is reached at its socket, past the engine", async () => {
    const listener = await listen(relay);
    for (const transport of ["auto", "direct"]) {
      const driver = await driverOf({ transport });
      await expectAnswer(driver);
      expect(driver.transport).toBe("direct");
    }
    expect(listener.connections).toBe(2);
  });

  test("is reached through docker exec alone where that is wanted", async () => {
    const listener = await listen(relay);
    const driver = await driverOf({ transport: "exec" });
    await expectAnswer(driver);
    expect(driver.transport).toBe("exec");
    expect(listener.connections).toBe(0);
  });

  test("is reached through docker exec when there is no socket", async () => {
    const driver = await driverOf();
    await expectAnswer(driver);
    expect(driver.transport).toBe("exec");
    expect(await rejection((await driverOf({ transport: "direct" })).connect())).toMatchObject({
      code: "connection-lost",
      message: expect.stringContaining("there is no socket at /run/buildkit/buildkitd.sock"),
      hint: expect.stringContaining("transport=auto"),
    });
  });

  test("is reached through docker exec when the socket is one that a killed daemon left", async () => {
    rmSync(path, { force: true });
    const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => console.log("up"))`;
    const child: ChildProcess = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.stdout !== null) await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");

    const driver = await driverOf();
    await expectAnswer(driver);
    expect(driver.transport).toBe("exec");
    expect(await rejection((await driverOf({ transport: "direct" })).connect())).toMatchObject({
      code: "connection-lost",
      message: expect.stringContaining("connection refused"),
    });
  });

  test("is asked again through docker exec when the socket's end has nothing to say", async () => {
    const listener = await listen((socket) => void socket.end());
    await run("FROM scratch\nLABEL silent=1\n");
    expect(listener.connections).toBe(1);
  });

  test("that goes away during a build is told of at once, and the next build finds another way", async () => {
    const sockets: Socket[] = [];
    await listen((socket) => {
      sockets.push(socket);
      void relay(socket);
    });
    const building = run("FROM base\nRUN echo under way && sleep 100\n");
    const failure = rejection(Promise.resolve(building));
    for await (const event of building) {
      if (event.type !== "log" || event.line !== "under way") continue;
      stop();
      for (const socket of sockets) socket.destroy();
      break;
    }
    const started = Date.now();
    expect(await failure).toMatchObject({ code: "connection-lost" });
    expect(Date.now() - started).toBeLessThan(10_000);
    await run("FROM scratch\nLABEL after=1\n");
  });
});

test("an engine behind TCP is never tried directly", async () => {
  const proxy = await engineProxy("tcp");
  const engine = await connectEngine({ endpoint: proxy.host });
  onCleanup(() => engine.close());
  const local = await makeDriver("remote");
  await local.driver.boot();
  const make = async (transport: string) => {
    const options = { image: lab.image, transport };
    const init = { node: local.node, endpoint: proxy.host, flags: [], files: new Map(), env: {} };
    return driverFactory("docker-container").create({ ...init, engine: async () => engine, options });
  };
  const auto = await make("auto");
  const stream = await auto.connect();
  expect(auto.transport).toBe("exec");
  stream.destroy();
  expect(await rejection((await make("direct")).connect())).toMatchObject({
    code: "unsupported",
    message: expect.stringContaining(proxy.host),
  });
});

test.skipIf(!sharesHost)("an engine that counts processes otherwise is recognized", async () => {
  const { driver, engine, container } = await makeDriver("elsewhere");
  await driver.boot();
  const found = await engine.inspectContainer(container);
  const elsewhere = { ...found, State: { ...found.State, Pid: process.pid } };
  expect(await rejection(connectDirectly(engine, container, elsewhere))).toMatchObject({
    code: "unsupported",
  });
  const ours = { Type: "bind", Source: "/tmp", Destination: "/run/buildkit" };
  const sameName = { ...elsewhere, Mounts: [ours] };
  expect(await rejection(connectDirectly(engine, container, sameName))).toMatchObject({
    code: "unsupported",
  });
});
