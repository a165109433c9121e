import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { LogFile } from "./log-file.js";
import type { SolveStatus } from "./model/status.js";
import { quietDisplay } from "./quiet-display.js";
import { teeDisplay } from "./tee-display.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-log-"));
afterAll(() => rmSync(directory, { recursive: true }));

const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
const vertex = { digest: "sha256:a", inputs: [], name: "[1/1] RUN make", cached: false, started: 1n };
const updates: SolveStatus[] = [
  { vertexes: [vertex] },
  { logs: [{ vertex: "sha256:a", stream: 1, data: Buffer.from(`${lines.join("\n")}\n`), timestamp: 2n }] },
  { vertexes: [{ ...vertex, completed: 3n, error: "exit code: 2" }] },
];

test("every line of a failed step is in the file, whatever is shown beside it", async () => {
  const path = join(directory, "build.log");
  const log = new LogFile(path);
  const shown: string[] = [];
  const stream = {
    write(chunk: string | Uint8Array, callback?: () => void) {
      shown.push(String(chunk));
      callback?.();
      return true;
    },
  };
  const display = teeDisplay(quietDisplay(stream), log.display("building"));
  for (const status of updates) display.update(status);
  display.writeLine("the end");
  await display.finish();
  expect(log.close()).toBeUndefined();
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(/^#0 building\n\n#1 \[1\/1\] RUN make\n#1 0.000 line 0\n/);
  for (const line of lines) expect(text).toContain(`#1 0.000 ${line}\n`);
  expect(text).toContain("#1 ERROR: exit code: 2\n");
  expect(text).toMatch(/the end\n$/);
  expect(shown.join("")).toBe("the end\n");
});

test("a file that cannot be opened is an error at once", () => {
  const path = join(directory, "missing/build.log");
  expect(() => new LogFile(path)).toThrow(
    expect.objectContaining({ code: "not-found", message: expect.stringContaining(path) }),
  );
});

test.skipIf(process.platform !== "linux")("a disk that fills up does not end the build", async () => {
  const log = new LogFile("/dev/full");
  const display = log.display();
  for (const status of updates) display.update(status);
  await display.finish();
  expect(log.close()).toMatchObject({ code: "disk-full" });
});
