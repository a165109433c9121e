import { describe, expect, test } from "vitest";
import { busyboxContext, createBuilder, startSlipway } from "../support/index.js";

describe("Ctrl-C", () => {
  test("cancels the build in the daemon and exits with 130", async () => {
    const builder = await createBuilder("cancel");
    const context = busyboxContext("FROM base\nRUN echo running && sleep 100\n");
    const running = startSlipway(["build", "--builder", builder, "--progress", "plain", context]);
    await running.waitForOutput(/^#\d+ [\d.]+ running/m);
    running.child.kill("SIGINT");
    const result = await running.finished;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain("CANCELED");
    expect(result.stderr).toContain("ERROR: failed to build: failed to solve: Canceled: context canceled");
  });

  test("a second one exits at once", async () => {
    const builder = await createBuilder("cancel2");
    const context = busyboxContext("FROM base\nRUN trap '' INT TERM; echo running; sleep 100\n");
    const running = startSlipway(["build", "--builder", builder, "--progress", "plain", context]);
    await running.waitForOutput(/^#\d+ [\d.]+ running/m);
    running.child.kill("SIGINT");
    running.child.kill("SIGINT");
    const begun = Date.now();
    expect((await running.finished).code).not.toBe(0);
    expect(Date.now() - begun).toBeLessThan(3_000);
  });
});
