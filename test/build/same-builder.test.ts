import { describe, expect, test } from "vitest";
import {
  builderName,
  busyboxContext,
  containerName,
  inspectContainer,
  inspectVolume,
  lab,
  onCleanup,
  type RunResult,
  removeImage,
  runBuildx,
  runImage,
  runSlipway,
  volumeName,
} from "../support/index.js";

type Program = (args: readonly string[]) => Promise<RunResult>;
const programs: Readonly<Record<string, Program>> = {
  Slipway: (args) => runSlipway(args),
  "docker-buildx": (args) => runBuildx(args),
};

const ok = (result: RunResult) => expect(result.code, result.stderr).toBe(0);

describe.each([
  ["Slipway", "docker-buildx"],
  ["docker-buildx", "Slipway"],
])("a builder created by %s", (creator, user) => {
  const create = programs[creator] as Program;
  const use = programs[user] as Program;

  test(`is listed, built on and removed by ${user}`, async () => {
    const builder = builderName("shared");
    const context = busyboxContext('FROM base\nCMD ["/bin/busybox", "echo", "shared"]\n');
    const options = ["--driver", "docker-container", "--driver-opt", `image=${lab.image}`];
    ok(await create(["create", "--name", builder, ...options]));
    expect((await use(["ls"])).stdout).toContain(`${builder} `);

    const tag = `${builder}:image`;
    onCleanup(() => removeImage(tag));
    ok(await use(["build", "--builder", builder, "--load", "-t", tag, context]));
    expect((await runImage(tag)).trim()).toBe("shared");

    ok(await create(["build", "--builder", builder, "--load", "-t", tag, context]));
    expect((await create(["inspect", builder])).stdout).toMatch(/Status: +running/);

    ok(await use(["rm", builder]));
    expect(await inspectContainer(containerName(builder))).toBeUndefined();
    expect(await inspectVolume(volumeName(builder))).toBeUndefined();
    expect((await create(["ls"])).stdout).not.toContain(builder);
  });
});
