import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engineProxy } from "../engine/proxy.js";
import { builderName, createBuilder, onCleanup, runSlipway, temporaryDirectory } from "../support/index.js";

/** The steps of a plain log, by name, and what was transferred for them. */
const steps = (log: string) =>
  [...new Set(log.match(/(?<=^#\d+ )(\[.*|transferring [a-z]+: \d+B)/gm))].sort();

test("a build on a far engine, which spares round trips, shows and makes what one on a near engine does", async () => {
  const near = await createBuilder("near");
  const far = builderName("far");
  const { host } = await engineProxy("tcp");
  const created = await runSlipway([
    "create",
    "--name",
    far,
    "--driver",
    "docker-container",
    "--node",
    `${near}0`,
    host,
  ]);
  expect(created.code, created.stderr).toBe(0);
  // The daemon is the other builder's, which removes it.
  onCleanup(async () => void (await runSlipway(["rm", "--keep-daemon", far])));

  const build = async (builder: string) => {
    const context = temporaryDirectory("context");
    writeFileSync(join(context, "Dockerfile"), "FROM scratch\nCOPY . /\n");
    writeFileSync(join(context, ".dockerignore"), "secret\nDockerfile\n.dockerignore\n");
    for (const name of ["one", "secret"]) writeFileSync(join(context, name), "some words. ".repeat(100));
    const dest = join(temporaryDirectory("result"), "out");
    const args = ["build", "--builder", builder, "--progress", "plain", "-o", dest, context];
    const { code, stderr } = await runSlipway(args);
    expect(code, stderr).toBe(0);
    return { files: readdirSync(dest), steps: steps(stderr) };
  };
  const expected = await build(near);
  expect(expected).toMatchObject({
    files: ["one"],
    steps: expect.arrayContaining(["[internal] load .dockerignore"]),
  });
  expect(await build(far)).toEqual(expected);
});
