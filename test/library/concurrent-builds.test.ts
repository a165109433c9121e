import { expect, test, vi } from "vitest";
import { build, ensureBuilder } from "../../src/index.js";
import { builderName, containerName, inspectContainer, lab } from "../support/index.js";
import { busyboxFiles, context } from "./support.js";

const opened = vi.hoisted(() => vi.fn());
vi.mock("../../src/buildkit/client/index.js", async (original) => {
  const actual = await original<typeof import("../../src/buildkit/client/index.js")>();
  return {
    ...actual,
    openBuildKit: (...given: Parameters<typeof actual.openBuildKit>) => {
      opened();
      return actual.openBuildKit(...given);
    },
  };
});

const image = { image: lab.image };

/** How many `docker exec` run in the builder's container: one for each connection that goes that way. */
async function connectionsInto(name: string): Promise<number> {
  const { ExecIDs } = (await inspectContainer(containerName(name))) as unknown as {
    ExecIDs: string[] | null;
  };
  return ExecIDs?.length ?? 0;
}

test("ten builds share a connection, each with its own secret and progress; three are cancelled, seven succeed", async () => {
  const name = builderName("ten");
  const driverOptions = { ...image, transport: "exec" };
  await using builder = await ensureBuilder({ ...context, name, driverOptions, bootstrap: true });
  await expect.poll(() => connectionsInto(name)).toBe(0);
  opened.mockClear();
  const counts: number[] = [];
  const builds = Array.from({ length: 10 }, async (_, index) => {
    const doomed = index < 3;
    const cancel = new AbortController();
    const found: string[] = [];
    const names = new Set<string>();
    const wait = doomed ? "echo waiting && sleep 100" : "true";
    const step = `RUN --mount=type=secret,id=own cp /run/secrets/own /own${index} && ${wait}`;
    const building = builder.build({
      context: {
        files: busyboxFiles(`FROM base AS run\n${step}\nFROM scratch\nCOPY --from=run /own${index} /\n`),
      },
      secrets: [{ id: "own", read: () => `secret of ${index}` }],
      signal: cancel.signal,
      outputs: [
        {
          type: "tar",
          files: async (files) => {
            for await (const file of files) found.push(Buffer.from(await file.bytes()).toString());
          },
        },
      ],
    });
    for await (const event of building) {
      if (event.type === "step-started" && event.name.includes("/own")) names.add(event.name);
      if (doomed && event.type === "log" && event.line === "waiting") {
        counts.push(await connectionsInto(name));
        cancel.abort();
      }
    }
    expect(
      [...names].every((step) => step.includes(`/own${index} `)),
      [...names].join(),
    ).toBe(true);
    return found;
  });
  const settled = await Promise.allSettled(builds);
  const canceled = { status: "rejected", reason: { code: "canceled" } };
  expect(settled.slice(0, 3)).toMatchObject([canceled, canceled, canceled]);
  expect(settled.slice(3)).toEqual(
    Array.from({ length: 7 }, (_, index) => ({ status: "fulfilled", value: [`secret of ${index + 3}`] })),
  );
  expect(opened).toHaveBeenCalledTimes(1);
  expect(counts, "connections that the engine knows of while the builds run").toEqual([1, 1, 1]);

  await builder.stop();
  await builder.build({ context: { files: new Map() }, dockerfile: "FROM scratch\nLABEL a=b\n" });
  expect(opened.mock.calls.length, "connections after the daemon was stopped").toBeGreaterThan(1);
  await builder.remove();
});

test("all that a builder does, and builds that are given it, share its one connection", async () => {
  const name = builderName("shared");
  await using builder = await ensureBuilder({ ...context, name, driverOptions: image, bootstrap: true });
  opened.mockClear();
  const files = new Map([["a", "x"]]);
  const dockerfile = "FROM scratch\nCOPY a /\n";
  const used = async () => {
    await Promise.all([builder.diskUsage(), builder.inspect(), builder.diskUsage()]);
    await build({ builder, context: { files }, dockerfile });
    const { pruned } = await builder.prune({ all: true });
    return { pruned, status: (await builder.bootstrap()).nodes[0]?.status };
  };
  expect(await used()).toEqual({ pruned: true, status: "running" });
  expect(opened).toHaveBeenCalledTimes(1);
  builder.close();
  expect(await used()).toEqual({ pruned: true, status: "running" });
  expect(opened).toHaveBeenCalledTimes(2);
  await builder.remove();
});
