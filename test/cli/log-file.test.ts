import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { busyboxContext, createBuilder, runSlipway, temporaryDirectory } from "../support/index.js";

test("the log file of a build that fails has every line of its last step, though the display is quiet", async () => {
  const builder = await createBuilder("logfile");
  const context = busyboxContext('RUN for i in $(seq 300); do echo "line $i"; done; exit 3\n');
  const path = join(temporaryDirectory(), "build.log");
  const args = ["build", "--builder", builder, "--progress", "none", "--log-file", path, context];
  const { code, stderr } = await runSlipway(args);
  expect(code).toBe(1);
  expect(stderr).not.toContain("line 7\n");
  const log = readFileSync(path, "utf8");
  expect(log).toContain(`#0 building with "${builder}" instance using docker-container driver\n`);
  for (let line = 1; line <= 300; line++)
    expect(log).toMatch(new RegExp(`^#\\d+ (\\d+\\.\\d+ )?line ${line}$`, "m"));
  expect(log).toMatch(/\nERROR: failed to build: failed to solve: .*exit code: 3\n$/);
});

test("a log file that cannot be written is refused before anything is sent", async () => {
  const file = join(temporaryDirectory("log"), "missing/build.log");
  const { code, stderr } = await runSlipway(["build", "--log-file", file, "."]);
  expect([code, stderr]).toEqual([
    1,
    `ERROR: cannot write the log file ${file}: no such file or directory\n`,
  ]);
});
