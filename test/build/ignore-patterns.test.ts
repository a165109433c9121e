import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  onCleanup,
  runBuildx,
  runSlipway,
  startSlipway,
} from "../support/index.js";

/** A directory in memory where there is one: elsewhere so many files take minutes to delete. */
function quickDirectory(): string {
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const directory = mkdtempSync(join(parent, "slipway-many-"));
  onCleanup(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const seconds = (begun: number) => (Date.now() - begun) / 1000;

describe("ignore patterns", () => {
  test("made to take for ever, over 200 000 files, leave Ctrl-C its turn", async () => {
    const builder = await createBuilder("patterns");
    const directory = quickDirectory();
    mkdirSync(join(directory, "many"));
    const first = join(directory, "first");
    writeFileSync(first, "");
    const stem = "a".repeat(60);
    for (let i = 0; i < 200_000; i++) linkSync(first, join(directory, "many", stem + i));
    const hostile = Array.from({ length: 300 }, (_, i) => `many/${"*a".repeat(8 + (i % 20))}*[b-z]`);
    writeFileSync(join(directory, ".dockerignore"), [...hostile, "many/?*"].join("\n"));
    writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY . /\n");

    const running = startSlipway(["build", "--builder", builder, "--progress", "plain", directory]);
    await running.waitForOutput("load build context");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const begun = Date.now();
    running.child.kill("SIGINT");
    const { code, stderr } = await running.finished;
    expect(code, stderr).toBe(130);
    expect(seconds(begun)).toBeLessThan(2);
  });

  test("of 8 000 lines take no longer than with docker-buildx", async () => {
    const builder = await createBuilder("patterns2");
    const context = busyboxContext("FROM base\nCOPY . /all\nRUN find /all -name 'file*' | wc -l\n");
    for (let i = 0; i < 1000; i++) {
      const directory = join(context, `dir${i % 100}`);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, `file${i}.txt`), "");
    }
    const lines = Array.from(
      { length: 8000 },
      (_, i) => `${i % 5 === 4 ? "!" : ""}**/dir${i % 300}*/file${i}.txt`,
    );
    writeFileSync(join(context, ".dockerignore"), lines.join("\n"));
    const args = ["build", "--builder", builder, "--progress", "plain", context];
    const measure = async (run: typeof runSlipway) => {
      const begun = Date.now();
      const { code, stderr } = await run(args);
      expect(code, stderr).toBe(0);
      return { took: seconds(begun), left: /^#\d+ [\d.]+ (\d+)$/m.exec(stderr)?.[1] };
    };
    const theirs = await measure(runBuildx);
    const ours = await measure(runSlipway);
    console.log(`8 000 lines over 1 000 files: ${ours.took} s, docker-buildx ${theirs.took} s`);
    expect(theirs.left).toBeDefined();
    // The second run has the step in the cache, if what was sent is the same.
    expect(ours.left).toBeUndefined();
    expect(ours.took).toBeLessThan(theirs.took + 3);
  });
});
