import { expect, test } from "vitest";
import { BuildError } from "../../buildkit/client/build-error.js";
import type { FailedSolve } from "./failed-solve.js";
import { foreignProgramHint } from "./foreign-program.js";
import { DiskSigns } from "./full-disk.js";

const arm64 = { os: "linux", architecture: "arm64" };
const riscv = { os: "linux", architecture: "riscv64" };

function failed(
  message: string,
  platforms: readonly (typeof arm64)[],
  log = "",
  exitCode?: number,
): FailedSolve {
  const failure = { grpcCode: 2, sources: [], ...(exitCode === undefined ? {} : { exitCode }) };
  const disk = new DiskSigns();
  const logs = [{ vertex: "v", stream: 2, timestamp: 0n, data: Buffer.from(log) }];
  disk.addTo({ update: () => undefined }).update({ logs } as never);
  const plan = { builder: { name: "b" } };
  const node = { driver: { engine: {} } };
  return {
    error: new BuildError("build-failed", message, failure),
    plan,
    node,
    share: { platforms },
    disk,
  } as never;
}

const install = (platform: string, architecture: string) =>
  `the builder has no emulator for ${platform}: \`slipway qemu install --builder b ${architecture}\` installs one`;
const step = "exit code: 255";

test("the only platform is named with the command for its emulator", () => {
  expect(foreignProgramHint(failed(step, [arm64], "exec /bin/sh: exec format error\n", 255))).toBe(
    install("linux/arm64", "arm64"),
  );
});

test("of several platforms it is the step's", () => {
  const message = "failed to solve: [linux/riscv64 base 2/3] RUN true: exec /bin/sh: exec format error";
  expect(foreignProgramHint(failed(message, [arm64, riscv]))).toBe(install("linux/riscv64", "riscv64"));
});

test("where no engine is known, the command is for the daemon's machine", () => {
  const remote = failed("exec /bin/sh: exec format error", [arm64]);
  expect(foreignProgramHint({ ...remote, node: { driver: undefined } as never })).toBe(
    "the builder has no emulator for linux/arm64: `docker run --privileged --rm tonistiigi/binfmt --install arm64` on the machine of its daemon installs one",
  );
});

test("without a platform nothing is known", () => {
  expect(foreignProgramHint(failed(step, [], "exec /x: exec format error", 255))).toBeUndefined();
});

test("other failures have no such hint", () => {
  expect(foreignProgramHint(failed(step, [arm64], "no such file", 1))).toBeUndefined();
  // A step that went well may print anything.
  expect(foreignProgramHint(failed("failed to push", [arm64], "exec format error"))).toBeUndefined();
});
