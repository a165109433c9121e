import { inspect } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { BuildError } from "../../buildkit/client/build-error.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { SolveStatus } from "../../progress/index.js";
import type { BuildOptions, PerformedBuild } from "../options/build-options.js";
import { RunningBuild } from "./running-build.js";

const result: PerformedBuild = { ref: "b/n/1", imageId: "sha256:1", metadata: {} };
const step = { digest: "sha256:a", inputs: [], name: "RUN false", cached: false };
const failed = { ...step, started: 1_000_000n, completed: 2_000_000n, error: "exit code: 3" };

function runs(updates: readonly SolveStatus[], end: () => PerformedBuild = () => result) {
  const options: BuildOptions = { context: "." };
  return new RunningBuild(options, async ({ progress, onWarning }) => {
    await Promise.resolve();
    for (const update of updates) progress?.update(update);
    onWarning?.("careful");
    return end();
  });
}

test("is awaited like a promise", async () => {
  await expect(Promise.all([runs([]), runs([])])).resolves.toMatchObject([result, result]);
  const ended = vi.fn();
  expect(await runs([]).finally(ended)).toMatchObject(result);
  expect(ended).toHaveBeenCalledOnce();
});

test("gives every loop all events, then the result to whoever awaits it", async () => {
  const building = runs([{ vertexes: [{ ...step, started: 1_000_000n }] }]);
  const loops = [1, 2].map(async () => {
    const types: string[] = [];
    for await (const { type } of building) types.push(type);
    return types;
  });
  expect(await Promise.all(loops)).toEqual([
    ["step-started", "warning"],
    ["step-started", "warning"],
  ]);
  expect(await building).toMatchObject(result);
});

test("a failure reaches a build that is only iterated in its loop, and nowhere else", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const building = runs([], () => {
    throw new SlipwayError("build-failed", "it failed");
  });
  const types: string[] = [];
  await expect(async () => {
    for await (const { type } of building) types.push(type);
  }).rejects.toThrow("it failed");
  expect(types).toEqual(["warning"]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(unhandled).not.toHaveBeenCalled();
});

test("a loop that is left early neither ends the build nor hides from who awaits it how it ended", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const began = [{ vertexes: [{ ...step, started: 1_000_000n }] }];
  const good = runs(began);
  for await (const _event of good) break;
  expect(await good).toMatchObject(result);
  const bad = runs(began, () => {
    throw new SlipwayError("build-failed", "it failed");
  });
  const loop = async () => {
    for await (const _event of bad) throw new Error("of the loop's own");
  };
  await expect(loop()).rejects.toThrow("of the loop's own");
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(unhandled).not.toHaveBeenCalled();
  await expect(bad).rejects.toThrow("it failed");
});

test("a failure of a build that nobody awaits or iterates is told to the process, as of any promise", async () => {
  const unhandled = vi.fn();
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", unhandled);
  onTestFinished(() => {
    process.off("unhandledRejection", unhandled);
    for (const listener of others) process.on("unhandledRejection", listener);
  });
  runs([], () => {
    throw new SlipwayError("build-failed", "it failed");
  });
  await vi.waitFor(() => expect(unhandled).toHaveBeenCalledOnce());
  expect(unhandled.mock.calls[0]?.[0]).toMatchObject({ code: "build-failed" });
});

test("a loop over a build that has ended ends at once", async () => {
  const building = runs([]);
  await building;
  const events = [];
  for await (const event of building) events.push(event);
  expect(events).toEqual([]);
});

test("an error says which step failed and what it printed last", async () => {
  const data = new TextEncoder().encode(`${"x".repeat(70_000)}\nthe end\n`);
  const updates = [
    { vertexes: [{ ...step, started: 1_000_000n }] },
    { logs: [{ vertex: step.digest, stream: 2, data, timestamp: 1_500_000n }] },
    { vertexes: [failed] },
  ];
  const dockerfile = new TextEncoder().encode("FROM scratch\nRUN false\n");
  const error: unknown = await runs(updates, () => {
    throw new BuildError("build-failed", "exit code: 3", {
      grpcCode: GrpcCode.Unknown,
      vertex: step.digest,
      exitCode: 3,
      sources: [
        {
          info: { filename: "Dockerfile", data: dockerfile, language: "Dockerfile" },
          ranges: [{ start: { line: 2, character: 0 }, end: { line: 2, character: 9 } }],
        },
      ],
    });
  }).catch((reason: unknown) => reason);
  if (!(error instanceof BuildError)) throw new Error("no build error");
  expect(error.step).toMatchObject({ name: "RUN false", log: expect.stringMatching(/x\nthe end\n$/) });
  expect(error.step?.log.length).toBe(64 * 1024);
  expect(error.exitCode).toBe(3);
  expect(inspect(error), "what a log shows has no bytes of the Dockerfile in it").not.toContain("Buffer");
  expect(error.location).toEqual({ file: "Dockerfile", startLine: 2, endLine: 2, text: "RUN false" });
});
