import { expect, test } from "vitest";
import {
  busyboxContext,
  containerName,
  createBuilder,
  inspectContainer,
  inspectVolume,
  lab,
  parsePlain,
  runSlipway,
  volumeName,
} from "../support/index.js";

test("a builder made again after rm --keep-state has the whole build cached", async () => {
  const builder = await createBuilder("keep");
  const context = busyboxContext("FROM base\nRUN echo once > /once\n");
  const build = () => runSlipway(["build", "--builder", builder, "--progress", "plain", context]);
  expect((await build()).code).toBe(0);

  const kept = await runSlipway(["rm", "--keep-state", builder]);
  expect(kept).toMatchObject({ code: 0, stderr: `${builder} removed\n` });
  expect(await inspectContainer(containerName(builder))).toBeUndefined();
  expect(await inspectVolume(volumeName(builder))).toBeDefined();

  const again = await runSlipway([
    "create",
    "--name",
    builder,
    "--driver-opt",
    `image=${lab.image}`,
    "--bootstrap",
  ]);
  expect(again.code, again.stderr).toBe(0);
  const rebuilt = await build();
  expect(rebuilt.code, rebuilt.stderr).toBe(0);
  const steps = parsePlain(rebuilt.stderr).steps.filter(({ name }) => /^\[(base|stage)/.test(name));
  expect(steps).toHaveLength(3);
  for (const step of steps) expect(step.lines).toEqual(["CACHED"]);

  expect((await runSlipway(["rm", builder])).code).toBe(0);
  expect(await inspectVolume(volumeName(builder))).toBeUndefined();
});
