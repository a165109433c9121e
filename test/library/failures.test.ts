import { describe, expect, test } from "vitest";
import { BuildError, type Builder, type BuilderBuildOptions, ensureBuilder } from "../../src/index.js";
import { engineProxy } from "../engine/proxy.js";
import { builderName, containerName, engineRequest, lab, volumeName } from "../support/index.js";
import { busyboxFiles, context } from "./support.js";

/** A builder that runs, and is gone after the test file. */
function boot(label: string, options: Partial<Parameters<typeof ensureBuilder>[0]> = {}): Promise<Builder> {
  const name = builderName(label);
  const driverOptions = { image: lab.image, ...options.driverOptions };
  return ensureBuilder({ ...context, name, bootstrap: true, ...options, driverOptions });
}

/** Runs a build that must fail, calls `strike` once its step prints "ready", and gives the error. */
async function failure(
  builder: Builder,
  options: BuilderBuildOptions | string,
  strike: () => unknown = () => undefined,
): Promise<unknown> {
  const building = builder.build(
    typeof options === "string"
      ? { context: { files: busyboxFiles(`FROM base\nRUN ${options}\n`) }, noCache: true }
      : options,
  );
  try {
    for await (const event of building) if (event.type === "log" && event.line === "ready") await strike();
  } catch (error) {
    return error;
  }
  throw new Error("the build succeeded");
}

const succeeds = (builder: Builder) =>
  builder.build({ context: { files: new Map() }, dockerfile: "FROM scratch\nLABEL a=b\n" });

describe("what ends a build early is told by a code of its own:", () => {
  test("a step that takes more memory than the builder has", async () => {
    const builder = await boot("memory", { driverOptions: { memory: "300m", "memory-swap": "300m" } });
    // tail keeps the one endless line that it reads.
    const error = await failure(builder, "head -c 1000000000 /dev/zero | tail");
    expect(error).toMatchObject({ code: "out-of-memory", hint: expect.stringContaining("memory") });

    // The engine's note OOMKilled is about that step from now on.
    const container = containerName(builder.name);
    const kill = () => engineRequest("POST", `/containers/${container}/kill`);
    expect(await failure(builder, "echo ready && sleep 100", kill), "killed later").toMatchObject({
      code: "daemon-exited",
      message: expect.stringContaining("exited with code 137"),
    });
    await builder.remove();
  });

  test("a signal, and the end of the connection by who opened it", async () => {
    const builder = await boot("ended");
    const ends = [(cancel: AbortController) => cancel.abort(), () => builder.close(), () => builder.stop()];
    for (const end of ends) {
      const cancel = new AbortController();
      const options = {
        context: { files: busyboxFiles("FROM base\nRUN echo ready && sleep 100\n") },
        noCache: true,
        signal: cancel.signal,
      };
      expect(await failure(builder, options, () => end(cancel))).toMatchObject({ code: "canceled" });
    }
    await builder.remove();
  });

  test("a full disk, under a step and under a copy", async () => {
    const name = builderName("disk");
    const created = await engineRequest("POST", "/volumes/create", {
      Name: volumeName(name),
      DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=64m" },
    });
    expect(created.status).toBe(201);
    const builder = await ensureBuilder({
      ...context,
      name,
      driverOptions: { image: lab.image },
      bootstrap: true,
    });
    const underStep = await failure(builder, "dd if=/dev/zero of=/big bs=1M count=200");
    expect(underStep).toBeInstanceOf(BuildError);
    expect(underStep).toMatchObject({
      code: "disk-full",
      exitCode: 1,
      step: { name: expect.stringContaining("of=/big"), log: expect.stringContaining("No space left") },
      hint: expect.stringMatching(
        /^the builder's cache takes .*B, of which .*B can be freed: `slipway prune --builder /,
      ),
    });
    const files = new Map([["big", { content: new Uint8Array(200_000_000) }]]);
    const underCopy = await failure(builder, {
      context: { files },
      dockerfile: "FROM scratch\nCOPY big /\n",
    });
    expect(underCopy).toMatchObject({ code: "disk-full" });
    await builder.remove();
  });

  test("a daemon whose container was killed or removed, and the next build has a new one", async () => {
    const builder = await boot("killed");
    const container = containerName(builder.name);
    const kill = () => engineRequest("POST", `/containers/${container}/kill`);
    expect(await failure(builder, "echo ready && sleep 100", kill)).toMatchObject({
      code: "daemon-exited",
      message: expect.stringContaining(`${container} exited with code 137`),
    });
    await engineRequest("DELETE", `/containers/${container}?force=1`);
    const remove = () => engineRequest("DELETE", `/containers/${container}?force=1`);
    expect(await failure(builder, "echo ready && sleep 100", remove)).toMatchObject({
      code: "daemon-exited",
    });
    await succeeds(builder);
    await builder.remove();
  });

  test("a connection that broke while the daemon lives, and the next build has a new one", async () => {
    const proxy = await engineProxy("tcp");
    const builder = await boot("lost", { env: { ...context.env, DOCKER_HOST: proxy.host } });
    expect(await failure(builder, "echo ready && sleep 100", proxy.breakAll)).toMatchObject({
      code: "connection-lost",
    });
    await succeeds(builder);
    await builder.remove();
  });
});
