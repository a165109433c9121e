import { expect, test } from "vitest";
import {
  busyboxContext,
  containerName,
  createBuilder,
  engineRequest,
  runSlipway,
  startSlipway,
} from "../support/index.js";

test("a silent step outlives the limit, and a builder that is paused does not", {
  timeout: 120_000,
}, async () => {
  const builder = await createBuilder("stalled");
  const build = (command: string) => [
    "build",
    "--builder",
    builder,
    "--no-cache",
    "-o",
    "type=cacheonly",
    busyboxContext(`FROM base\nRUN ${command}\n`),
  ];
  const env = { SLIPWAY_CONNECTION_TIMEOUT: "4s" };
  const silent = await runSlipway(build("sleep 20"), { env });
  expect(silent.code, silent.stderr).toBe(0);

  const running = startSlipway(build("echo started && sleep 60"), { env });
  await running.waitForOutput(/\d started\n/);
  const paused = performance.now();
  await engineRequest("POST", `/containers/${containerName(builder)}/pause`);
  try {
    const { code, stderr } = await running.finished;
    expect(code).toBe(1);
    expect(stderr).toContain("has not answered for 4 s");
    expect(performance.now() - paused).toBeLessThan(12_000);
  } finally {
    await engineRequest("POST", `/containers/${containerName(builder)}/unpause`);
  }
});
