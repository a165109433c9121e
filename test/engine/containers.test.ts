import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { lab, onCleanup, temporaryDirectory } from "../support/index.js";
import { createContainer, labEngine, startSleeper, uniqueName } from "./sleeper.js";

const engine = await labEngine();

describe("a container", () => {
  it("lives from create to remove", async () => {
    const name = await createContainer(engine, "echo out; echo err >&2; exec sleep 600");
    expect((await engine.inspectContainer(name)).State).toMatchObject({ Status: "created", Running: false });
    await engine.startContainer(name);
    await engine.startContainer(name);
    expect((await engine.inspectContainer(name)).State).toMatchObject({ Status: "running", Running: true });
    const exit = engine.waitContainer(name);
    await engine.killContainer(name, { signalName: "SIGKILL" });
    expect(await exit).toBe(137);
    expect((await engine.containerLogs(name)).split("\n").sort()).toEqual(["", "err", "out"]);
    await engine.removeContainer(name, { volumes: true });
    await expect(engine.inspectContainer(name)).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining(`No such container: ${name}`),
      details: { status: 404 },
    });
  });

  it("cannot take a name that is taken", async () => {
    const name = await createContainer(engine);
    await expect(engine.createContainer(name, { Image: lab.image, Cmd: ["true"] })).rejects.toMatchObject({
      code: "already-exists",
      details: { status: 409 },
    });
  });

  it("cannot be made of an image that is not there", async () => {
    await expect(
      engine.createContainer(uniqueName(), { Image: "nowhere.invalid/no:image" }),
    ).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("gives the end of its log in the order it was written", async () => {
    const name = await createContainer(engine, "for i in 1 2 3 4; do echo line $i; done");
    await engine.startContainer(name);
    expect(await engine.waitContainer(name)).toBe(0);
    expect(await engine.containerLogs(name, { tail: 2 })).toBe("line 3\nline 4\n");
  });

  it("stops within the time it is given", async () => {
    const name = await createContainer(engine, "trap '' TERM; while :; do sleep 0.1; done");
    await engine.startContainer(name);
    const started = Date.now();
    await engine.stopContainer(name, { timeoutSeconds: 1 });
    expect(Date.now() - started).toBeLessThan(8000);
    expect((await engine.inspectContainer(name)).State.Running).toBe(false);
  });

  it("is no longer waited for when the signal aborts", async () => {
    const name = await startSleeper(engine);
    await expect(engine.waitContainer(name, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      code: "canceled",
    });
  });

  it("takes files from an archive, whole or streamed", async () => {
    const directory = temporaryDirectory("archive");
    mkdirSync(join(directory, "slipway"));
    writeFileSync(join(directory, "slipway", "hello"), "from the archive\n");
    const tar = spawnSync("tar", ["-C", directory, "-c", "slipway"]).stdout;
    for (const archive of [tar, Readable.from([tar.subarray(0, 100), tar.subarray(100)])]) {
      const name = await createContainer(engine, "cat /etc/slipway/hello");
      await engine.putArchive(name, "/etc", archive);
      await engine.startContainer(name);
      await engine.waitContainer(name);
      expect(await engine.containerLogs(name)).toBe("from the archive\n");
    }
  });

  it("refuses an archive for a directory that is not there", async () => {
    const name = await createContainer(engine);
    await expect(engine.putArchive(name, "/no/such/place", Buffer.alloc(1024))).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("a command in a container", () => {
  it("gives its output and exit code", async () => {
    const name = await startSleeper(engine);
    const result = await engine.exec(name, ["sh", "-c", "echo out; echo err >&2; exit 3"]);
    expect(result).toEqual({ exitCode: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("that does not exist exits with 126 or 127 and the runtime's words", async () => {
    const name = await startSleeper(engine);
    const { exitCode, stdout } = await engine.exec(name, ["no-such-program"]);
    expect([126, 127]).toContain(exitCode);
    expect(stdout).toContain("no-such-program");
  });

  it("cannot run in a container that does not", async () => {
    const name = await createContainer(engine);
    await expect(engine.exec(name, ["true"])).rejects.toMatchObject({
      code: "engine-error",
      details: { status: 409 },
    });
    await expect(engine.exec("no-such-container", ["true"])).rejects.toMatchObject({ code: "not-found" });
  });

  it("is given up when the signal aborts", async () => {
    const name = await startSleeper(engine);
    const started = Date.now();
    await expect(
      engine.exec(name, ["sleep", "60"], { signal: AbortSignal.timeout(200) }),
    ).rejects.toMatchObject({ code: "canceled" });
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

describe("networks and volumes", () => {
  it("are made, described and removed", async () => {
    const name = uniqueName();
    onCleanup(() => engine.removeNetwork(name).catch(() => undefined));
    const id = await engine.createNetwork(name);
    expect(await engine.inspectNetwork(name)).toMatchObject({ Id: id, Name: name });
    await engine.removeNetwork(name);
    await expect(engine.inspectNetwork(name)).rejects.toMatchObject({ code: "not-found" });
  });

  it("that are missing are not found", async () => {
    const name = uniqueName();
    await expect(engine.inspectVolume(name)).rejects.toMatchObject({ code: "not-found" });
    await expect(engine.removeVolume(name)).rejects.toMatchObject({ code: "not-found" });
    await engine.removeVolume(name, { force: true });
  });
});
