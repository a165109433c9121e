import { readFileSync, rmSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  inspectImage,
  onCleanup,
  removeImage,
  runBuildx,
  runImage,
  runSlipway,
} from "../support/index.js";

const dockerfile = [
  "FROM base AS compile",
  "RUN mkdir /out && echo built in stages > /out/line",
  "FROM base",
  "COPY --from=compile /out/line /line",
  'CMD ["/bin/busybox", "cat", "/line"]',
  "",
].join("\n");

describe("build --load of several stages", () => {
  let builder: string;
  let context: string;

  beforeAll(async () => {
    builder = await createBuilder("load");
    context = busyboxContext(dockerfile);
  });

  test("puts an image into the engine that runs and prints its line", async () => {
    const tag = `${builder}:slipway`;
    onCleanup(() => removeImage(tag));
    const built = await runSlipway(["build", "--builder", builder, "--load", "-t", tag, context]);
    expect(built, built.stderr).toMatchObject({ code: 0, stdout: "" });
    expect((await runImage(tag)).trim()).toBe("built in stages");
  });

  test("gives the image id that docker-buildx gives for the same build", async () => {
    const theirs = `${builder}:buildx`;
    onCleanup(() => removeImage(theirs));
    const built = await runBuildx(["build", "--builder", builder, "--load", "-t", theirs, context]);
    expect(built.code, built.stderr).toBe(0);
    const ours = await inspectImage(`${builder}:slipway`);
    expect(ours?.Id).toMatch(/^sha256:/);
    expect(ours?.Id).toBe((await inspectImage(theirs))?.Id);
  });

  test("-q prints the image id alone, and --iidfile holds the same", async () => {
    const iidFile = `${context}/../${builder}.iid`;
    const args = [
      "build",
      "--builder",
      builder,
      "-q",
      "--load",
      "-t",
      `${builder}:quiet`,
      "--iidfile",
      iidFile,
      context,
    ];
    onCleanup(() => removeImage(`${builder}:quiet`));
    const built = await runSlipway(args);
    const id = (await inspectImage(`${builder}:quiet`))?.Id;
    expect(built).toMatchObject({ code: 0, stdout: `${id}\n`, stderr: "" });
    expect(readFileSync(iidFile, "utf8")).toBe(id);
    rmSync(iidFile);
  });

  test("warns when there is no output, in docker-buildx's words", async () => {
    const ours = await runSlipway(["build", "--builder", builder, context]);
    const theirs = await runBuildx(["build", "--builder", builder, context]);
    const warning = (text: string) => text.split("\n").filter((line) => line.startsWith("WARNING:"));
    expect(warning(ours.stderr)).toHaveLength(1);
    expect(warning(ours.stderr)).toEqual(warning(theirs.stderr));
  });

  test("default-load loads a build that names no output", async () => {
    const loading = await createBuilder("defload", { driverOptions: { "default-load": "true" } });
    const tag = `${loading}:auto`;
    onCleanup(() => removeImage(tag));
    const built = await runSlipway(["build", "--builder", loading, "-t", tag, context]);
    expect(built.code, built.stderr).toBe(0);
    expect(built.stderr).not.toContain("WARNING");
    expect((await runImage(tag)).trim()).toBe("built in stages");
  });
});
