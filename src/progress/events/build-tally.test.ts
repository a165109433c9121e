import { expect, test } from "vitest";
import type { Vertex, VertexStatus } from "../model/status.js";
import { BuildTally } from "./build-tally.js";

const step = (digest: string, name: string, rest: Partial<Vertex> = {}): Vertex => ({
  digest,
  inputs: [],
  name,
  cached: false,
  completed: 2n,
  ...rest,
});

const transfer = (vertex: string, id: string, current: number): VertexStatus => ({
  id,
  vertex,
  name: "",
  current,
  total: 0,
  timestamp: 0n,
});

test("counts the steps that the Dockerfile numbers, those of the cache among them", () => {
  let now = 1000;
  const tally = new BuildTally(() => now);
  const { completed: _, ...running } = step("c", "[3/3] RUN make");
  tally.update({
    vertexes: [
      step("i", "[internal] load build definition from Dockerfile"),
      step("a", "[1/3] FROM docker.io/library/alpine", { cached: true }),
      step("b", "[linux/arm64 build 2/3] RUN make"),
      running,
      step("e", "exporting to image"),
    ],
  });
  now = 1250;
  expect(tally.summary()).toEqual({ steps: 2, cached: 1, duration: 250, bytesSent: 0, bytesReceived: 0 });
});

test("of a frontend that numbers no steps all count but internal ones", () => {
  const tally = new BuildTally();
  tally.update({
    vertexes: [step("i", "[internal] x"), step("a", "make"), step("b", "copy", { cached: true })],
  });
  expect(tally.summary()).toMatchObject({ steps: 2, cached: 1 });
});

test("a step that has run was not cached, whoever else is told that it is", () => {
  const tally = new BuildTally();
  tally.update({ vertexes: [step("a", "[1/1] RUN make")] });
  tally.update({ vertexes: [step("a", "[1/1] RUN make", { cached: true })] });
  expect(tally.summary()).toMatchObject({ steps: 1, cached: 0 });
});

test("adds up what went to the daemon and what came from it", () => {
  const tally = new BuildTally();
  tally.update({
    statuses: [transfer("c", "transferring context:", 10), transfer("d", "transferring dockerfile:", 5)],
  });
  tally.update({
    statuses: [transfer("c", "transferring context:", 100), transfer("e", "copying files", 7)],
  });
  tally.update({
    statuses: [transfer("f", "sha256:abc", 1000), transfer("g", "copying files linux/arm64", 20)],
  });
  tally.update({ received: 3 });
  expect(tally.summary()).toMatchObject({ bytesSent: 105, bytesReceived: 30 });
});
