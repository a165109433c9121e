import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  normalize,
  parsePlain,
  runBuildx,
  runSlipway,
  sortedSteps,
} from "../support/index.js";

describe("beside docker-buildx on the same builder", () => {
  let builder: string;
  beforeAll(async () => {
    builder = await createBuilder("beside");
  });

  /** Runs both and gives what must be equal. */
  async function both(args: readonly string[]) {
    const theirs = await runBuildx(args);
    const ours = await runSlipway(args);
    return { ours, theirs };
  }

  test("ls is equal", async () => {
    const { ours, theirs } = await both(["ls"]);
    expect(ours).toEqual(theirs);
  });

  test("inspect is equal but for times, and for the transport that buildx does not have", async () => {
    const { ours, theirs } = await both(["inspect", builder]);
    const lines = ours.stdout.replace(/^Transport: +direct\n/m, "");
    expect(normalize(lines)).toBe(normalize(theirs.stdout));
    expect(ours.stderr).toBe(theirs.stderr);
  });

  test("plain progress of a build is equal but for times", async () => {
    const context = busyboxContext("FROM base\nRUN echo one && echo two >&2\nRUN echo three\n");
    const args = ["build", "--builder", builder, "--progress", "plain", context];
    await runBuildx(args);
    const { ours, theirs } = await both(args);
    expect(ours.code).toBe(theirs.code);
    expect(sortedSteps(parsePlain(ours.stderr).steps)).toEqual(sortedSteps(parsePlain(theirs.stderr).steps));
    expect(parsePlain(ours.stderr).header).toBe(parsePlain(theirs.stderr).header);
    expect(parsePlain(ours.stderr).rest).toEqual(parsePlain(theirs.stderr).rest);
  });

  test.each([
    ["a failing RUN", "FROM base\nRUN echo before && exit 7\n"],
    ["an unknown instruction", "FROM base\nFROG x\n"],
    ["an unknown stage", "FROM base\nCOPY --from=nowhere /a /b\n"],
    ["a missing file", "FROM base\nCOPY nothing /b\n"],
  ])("the error block of %s is equal but for times", async (_name, dockerfile) => {
    const context = busyboxContext(dockerfile);
    const { ours, theirs } = await both(["build", "--builder", builder, "--progress", "plain", context]);
    expect(ours.code).toBe(theirs.code);
    const tail = (text: string) => {
      const lines = parsePlain(text).rest.map((line) =>
        line.replace(/^\d+\.\d+ /, "T ").replace(/\b[0-9a-z]{25}\b/g, "ID"),
      );
      // docker-buildx writes it before the block where its display starts a moment late, else behind.
      const isWarning = (line: string) => line.startsWith("WARNING: ");
      return [...lines.filter(isWarning), ...lines.filter((line) => !isWarning(line))];
    };
    expect(tail(ours.stderr)).toEqual(tail(theirs.stderr));
  });

  test("rawjson tells the same steps", async () => {
    const context = busyboxContext("FROM base\nRUN echo raw\n");
    const { ours, theirs } = await both(["build", "--builder", builder, "--progress", "rawjson", context]);
    const names = (text: string) =>
      new Set(
        text
          .split("\n")
          .filter((line) => line.startsWith("{"))
          .flatMap((line) => (JSON.parse(line) as { vertexes?: { name: string }[] }).vertexes ?? [])
          .map(({ name }) => name),
      );
    expect(names(ours.stderr)).toEqual(names(theirs.stderr));
  });
});
