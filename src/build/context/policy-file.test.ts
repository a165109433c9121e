import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MemoryTree } from "../../buildkit/session/index.js";
import type { ContextDirectory } from "./context-types.js";
import { refusePolicy } from "./policy-file.js";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-policy-"));
  writeFileSync(join(root, "web.Dockerfile.rego"), "package docker");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const refuse = (filename: string, directory: ContextDirectory | undefined) => () =>
  refusePolicy({
    attrs: { filename },
    directories: new Map(directory === undefined ? [] : [["dockerfile", directory]]),
  });
const memory = (names: readonly string[]): ContextDirectory => ({
  kind: "memory",
  tree: new MemoryTree(names.map((name) => [name, "x"])),
});

test("a Dockerfile with a policy beside it is refused, on disk and in memory", () => {
  const refused = expect.objectContaining({
    code: "unsupported",
    message: "web.Dockerfile.rego is a build policy, and policies cannot be evaluated",
  });
  expect(refuse("web.Dockerfile", { kind: "disk", root })).toThrow(refused);
  expect(refuse("web.Dockerfile", memory(["web.Dockerfile", "web.Dockerfile.rego"]))).toThrow(refused);
});

test("one without a policy of its own name is not", () => {
  expect(refuse("Dockerfile", { kind: "disk", root })).not.toThrow();
  expect(refuse("Dockerfile", memory(["Dockerfile", "other.rego"]))).not.toThrow();
  expect(refuse("Dockerfile", undefined)).not.toThrow();
});
