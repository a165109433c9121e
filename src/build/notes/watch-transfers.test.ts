import { expect, test } from "vitest";
import { type Recorders, watchTransfers } from "./watch-transfers.js";

test.each<[string, string, readonly string[], boolean]>([
  ["what a step reads", "context", ["src"], true],
  ["a whole directory", "context", [], true],
  ["a file that is called much like the patterns", "context", ["my.dockerignore"], true],
  ["the patterns", "context", [".dockerignore"], false],
  ["the patterns with a file", "context", [".dockerignore", "a"], true],
  ["the Dockerfile", "dockerfile", ["Dockerfile", "Dockerfile.dockerignore"], false],
])("%s is recorded if a step may read it", (_, directory, followPaths, isRecorded) => {
  const recorders: Recorders = new Map();
  const request = { directory, followPaths } as unknown as Parameters<ReturnType<typeof watchTransfers>>[0];
  expect(watchTransfers(recorders)(request) !== undefined).toBe(isRecorded);
  expect(recorders.has(directory)).toBe(isRecorded);
});
