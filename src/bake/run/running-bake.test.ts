import { expect, onTestFinished, test, vi } from "vitest";
import { BuildError } from "../../buildkit/client/build-error.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { SolveStatus } from "../../progress/index.js";
import type { PerformedBake } from "./perform-bake.js";
import { type BakeEvent, type PerformBake, RunningBake } from "./running-bake.js";

const built = (name: string) => ({ ref: `b/n/${name}`, imageId: `sha256:${name}`, metadata: {} });
const results: PerformedBake = { app: built("app"), docs: built("docs") };

const step = (digest: string, name: string) => ({
  digest,
  inputs: [],
  name,
  cached: false,
  started: 1_000_000n,
  completed: 2_000_000n,
});
const app: SolveStatus = { vertexes: [step("sha256:a", "[app 1/1] RUN a")] };
const docs: SolveStatus = {
  vertexes: [step("sha256:b", "[docs 1/2] RUN b"), step("sha256:c", "[docs 2/2] RUN c")],
};

function runs(end: () => PerformedBake = () => results, more: SolveStatus = {}): RunningBake {
  const perform: PerformBake = async ({ onWarning }, { onTargetStatus }) => {
    await Promise.resolve();
    onTargetStatus?.("app", app);
    onTargetStatus?.("docs", docs);
    onTargetStatus?.("docs", more);
    onWarning?.("careful");
    return end();
  };
  return new RunningBake({}, perform);
}

test("is awaited for the results by target, each with what was counted of it", async () => {
  const { app: first, docs: second } = await runs();
  expect(first).toMatchObject({ imageId: "sha256:app", summary: { steps: 1, cached: 0 }, warnings: [] });
  expect(second).toMatchObject({ imageId: "sha256:docs", summary: { steps: 2 } });
});

test("is iterated for events, each with its target; those about all have none", async () => {
  const baking = runs();
  const seen: unknown[] = [];
  for await (const event of baking satisfies AsyncIterable<BakeEvent>) seen.push([event.target, event.type]);
  expect(seen).toEqual([
    ["app", "step-started"],
    ["app", "step-completed"],
    ["docs", "step-started"],
    ["docs", "step-started"],
    ["docs", "step-completed"],
    ["docs", "step-completed"],
    [undefined, "warning"],
  ]);
  expect(Object.keys(await baking)).toEqual(["app", "docs"]);
});

test("tells every loop everything, and one that comes late only the end", async () => {
  const baking = runs();
  const count = async () => {
    let events = 0;
    for await (const _ of baking) events++;
    return events;
  };
  expect(await Promise.all([count(), count()])).toEqual([7, 7]);
  expect(await count()).toBe(0);
});

test("a loop that is left leaves the targets alone", async () => {
  const baking = runs();
  for await (const _ of baking) break;
  expect(Object.keys(await baking)).toHaveLength(2);
});

test("a failure ends the loop and the promise, and names the step", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const failing = () => {
    throw new BuildError("build-failed", "target docs: failed to solve", {
      vertex: "sha256:d",
      grpcCode: GrpcCode.Unknown,
      sources: [],
    });
  };
  const failed = { ...step("sha256:d", "[docs 3/3] RUN d"), error: "exit code: 1" };
  const baking = runs(failing, { vertexes: [failed] });
  await expect(async () => {
    for await (const _ of baking);
  }).rejects.toMatchObject({ message: "target docs: failed to solve", step: { name: "[docs 3/3] RUN d" } });
  await expect(runs(failing)).rejects.toBeInstanceOf(BuildError);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(unhandled).not.toHaveBeenCalled();
});

test("what goes wrong before anything is built is told where it is awaited", async () => {
  const baking = new RunningBake({}, () =>
    Promise.reject(new SlipwayError("invalid-argument", "couldn't find a bake definition")),
  );
  await expect(baking).rejects.toThrow("couldn't find a bake definition");
});
