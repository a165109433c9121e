import { expect, test } from "vitest";
import { busyboxContext, createBuilder, slipwayPath, startProgram, startSlipway } from "../support/index.js";

/** Runs `slipway` with one of its outputs on a disk that is full. */
function runOnFullDisk(output: "stdout" | "stderr", args: readonly string[]) {
  const redirected = output === "stdout" ? 'exec "$@" >/dev/full' : 'exec "$@" 2>/dev/full';
  return startProgram("sh", ["-c", redirected, "sh", process.execPath, slipwayPath, ...args]).finished;
}

test("results that cannot be written fail the command and say why", async () => {
  const { code, stderr } = await runOnFullDisk("stdout", ["ls"]);
  expect([code, stderr]).toEqual([1, "ERROR: cannot write to standard output: no space left on device\n"]);
});

test("a reader of results that went away ends the command as SIGPIPE does", async () => {
  const { child, finished } = startSlipway(["ls"]);
  child.stdout?.destroy();
  expect(await finished).toMatchObject({ code: 141, stderr: "" });
});

test("progress that cannot be written fails no build, an archive that cannot be does", async () => {
  const builder = await createBuilder("lost");
  const context = busyboxContext("RUN echo built > /built\n");
  const build = ["build", "--builder", builder, "--progress", "plain", "--no-cache"];
  const tar = ["-o", "type=tar,dest=-"];

  const unseen = await runOnFullDisk("stderr", [...build, ...tar, context]);
  expect(unseen).toMatchObject({ code: 0, stdout: expect.stringContaining("built\n") });

  for (const output of [tar, ["-o", "type=tar"]]) {
    const unwritten = await runOnFullDisk("stdout", [...build, ...output, context]);
    expect(unwritten).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\nERROR: cannot write to standard output: no space left on device\n$/),
    });
  }

  const { child, finished } = startSlipway([...build, context]);
  child.stderr?.destroy();
  expect((await finished).code).toBe(141);
});
