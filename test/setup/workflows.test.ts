import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot, startProgram, temporaryDirectory } from "../support/index.js";

const workflow = readFileSync(join(projectRoot, ".github/workflows/test.yml"), "utf8");
const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  version: string;
};

test.each([
  ["an unknown key", "timeout-minutes: 15", "timeout-minuts: 15", 'unexpected key "timeout-minuts"'],
  ["a matrix that has no such value", "matrix.node }}", "matrix.nod }}", 'property "nod" is not defined'],
  ["an unknown runner", "runs-on: ubuntu-24.04", "runs-on: ubuntu-9", 'label "ubuntu-9" is unknown'],
  ["an action that may change", /checkout@\w{40}/, "checkout@v7", "actions/checkout@v7 is not pinned"],
])("the linter of workflows finds %s", async (_what, from, to, message) => {
  const file = join(temporaryDirectory("workflow"), "test.yml");
  const changed = workflow.replace(from, to);
  expect(changed).not.toBe(workflow);
  writeFileSync(file, changed);
  const script = join(projectRoot, "scripts/lint-workflows.mjs");
  const { code, stderr } = await startProgram(process.execPath, [script, file]).finished;
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
});

test("a tag is released only when the package and the change log have its version", async () => {
  const script = join(projectRoot, "scripts/check-release.mjs");
  const { code, stderr } = await startProgram(process.execPath, [script, "v99.0.0"]).finished;
  expect(code).toBe(1);
  expect(stderr).toContain(`The tag is v99.0.0, and package.json has ${version}.`);
  expect(stderr).toContain("CHANGELOG.md has");
});
