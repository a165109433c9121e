import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { columnsOf } from "../../src/progress/tty/text-width.js";
import { busyboxContext, createBuilder, slipwayPath, startProgram } from "../support/index.js";

let builder: string;
beforeAll(async () => {
  builder = await createBuilder("terminal");
});

/** Builds on a terminal of that size, which `script` provides, and gives all that was written to it. */
async function onTerminal(
  args: readonly string[],
  options: {
    readonly columns?: number;
    readonly env?: NodeJS.ProcessEnv;
    /** A shell command that runs beside the build. */
    readonly meanwhile?: string;
  } = {},
): Promise<{ code: number; written: string }> {
  const { columns = 100, env = {}, meanwhile = ":" } = options;
  const command = [process.execPath, slipwayPath, "build", "--builder", builder, ...args];
  const quoted = command.map((word) => `'${word}'`).join(" ");
  const { code, stdout } = await startProgram(
    "script",
    ["-qec", `stty cols ${columns} rows 30; (${meanwhile}) & ${quoted}`, "/dev/null"],
    { env: { TERM: "xterm", ...env } },
  ).finished;
  // A sign that can be seen, in place of the escape character.
  return { code, written: stdout.replaceAll("\x1b", "␛") };
}

/** The lines of the last frame, without colours. */
function lastFrame(written: string): string[] {
  const frame = written.slice(written.lastIndexOf("␛[?25l"));
  return frame.replaceAll(/␛\[[0-9;?]*[A-Za-z]/g, "").split("\r\n");
}

/** The rows of all frames that were drawn while the build ran, without colours. */
function shownRows(written: string): string[] {
  const frames = written.split("␛[?25l").slice(1, -1).join("\r\n");
  return frames
    .replaceAll(/␛\[[0-9;?]*[A-Za-z]/g, "")
    .split("\r\n")
    .filter((row) => /^( =>|\[\+\])/.test(row));
}

const lineNumbers = (text: string) =>
  [...text.matchAll(/\bline (\d+)\r?$/gm)].map(([, number]) => Number(number));

/** A log file without its error block, which repeats the last lines. */
function loggedSteps(path: string): string {
  const text = readFileSync(path, "utf8");
  return text.slice(0, text.indexOf("\n------\n"));
}

describe("on a real terminal", () => {
  test("the upload of a context has a bar, its speed and the time left while it runs", async () => {
    const context = busyboxContext("FROM base\nCOPY big /\n");
    writeFileSync(join(context, "big"), "");
    truncateSync(join(context, "big"), 150_000_000);
    const { code, written } = await onTerminal([context]);
    expect(code, written).toBe(0);
    expect(written).toMatch(
      / => => transferring context: [\d.]+MB \/ 15\d\.\d\dMB (\[=*> *\] )?[\d.]+MB\/s \d+s left +\d+\.\ds\r\n/,
    );
    const last = lastFrame(written);
    expect(last[0]).toMatch(/^\[\+\] Building \d+\.\ds \(\d+\/\d+\) FINISHED +docker-container:/);
    expect(last.join("\n")).toMatch(/ => => transferring context: 15\d\.\d\dMB {20,}\d+\.\ds\n/);
  });

  test("every line keeps to the terminal's width, and NO_COLOR leaves no colour", async () => {
    const context = busyboxContext('FROM base\nRUN ["/bin/busybox", "echo", "构建 output"]\n');
    const { code, written } = await onTerminal(["--no-cache", context], {
      columns: 50,
      env: { NO_COLOR: "1" },
    });
    expect(code, written).toBe(0);
    const rows = lastFrame(written).filter((line) => /^( =>|\[\+\])/.test(line));
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(50);
    expect(written.slice(0, written.indexOf("FINISHED"))).not.toMatch(/␛\[3\dm/);
  });

  test("BUILDKIT_COLORS colours the steps, and a failed one leaves all its output", async () => {
    const context = busyboxContext("FROM base\nRUN for i in $(seq 40); do echo line $i; done; exit 3\n");
    const { code, written } = await onTerminal([context], {
      env: { BUILDKIT_COLORS: "run=green:error=1,2,3" },
    });
    expect(code).toBe(1);
    expect(written).toContain("␛[32m => ");
    expect(written).toContain("␛[38;5;16m => ERROR ");
    const block = written.slice(written.indexOf("------\r\n > "));
    expect(block.match(/^\d\.\d{3} line \d+\r$/gm)).toHaveLength(40);
  });

  test("BUILDKIT_TTY_LOG_LINES makes the window of a running step higher", async () => {
    const context = busyboxContext("FROM base\nRUN for i in $(seq 12); do echo row $i; done; sleep 1\n");
    const { code, written } = await onTerminal(["--no-cache", context], {
      env: { BUILDKIT_TTY_LOG_LINES: "12" },
    });
    expect(code).toBe(0);
    expect(written).toMatch(/(=> => # row \d+ *\r\n(␛\[0m)?(␛\[2m)? ?){12}/);
  });

  test("wide characters take two columns, in names and in output", async () => {
    const context = busyboxContext(`FROM base\nRUN echo "${"构建 输出 😀".repeat(6)}"; sleep 1\n`);
    const { code, written } = await onTerminal(["--no-cache", context], { columns: 45 });
    expect(code, written).toBe(0);
    expect(written).toMatch(/# 构建 输出/);
    for (const row of shownRows(written)) expect(columnsOf(row), row).toBeLessThanOrEqual(45);
  });

  test("a terminal of 20 columns has room for the header", async () => {
    const context = busyboxContext("FROM base\n");
    const { code, written } = await onTerminal([context], { columns: 20 });
    expect(code, written).toBe(0);
    const rows = shownRows(written);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(20);
    expect(lastFrame(written)[0]).toMatch(/^\[\+\] Building \d+\.\ds \(/);
  });

  test("a terminal that becomes narrower is followed", async () => {
    const context = busyboxContext("FROM base\nRUN echo running; sleep 4\n");
    const { code, written } = await onTerminal(["--no-cache", context], {
      columns: 90,
      meanwhile: "sleep 2; stty cols 60 < /dev/tty",
    });
    expect(code, written).toBe(0);
    const headers = shownRows(written).filter((row) => row.startsWith("[+]") && row.endsWith(builder));
    const widths = headers.map((row) => row.length);
    expect([Math.max(...widths), Math.min(...widths)]).toEqual([89, 59]);
    for (const row of lastFrame(written).filter((line) => line.startsWith(" =>"))) {
      expect(row.length).toBe(59);
    }
  });

  test("a failed step leaves ten thousand lines, and the log file has them as well", async () => {
    const context = busyboxContext("FROM base\nRUN seq 10000 | sed 's,^,line ,'; exit 3\n");
    const log = join(context, "build.log");
    const { code, written } = await onTerminal(["--log-file", log, context]);
    expect(code).toBe(1);
    const block = written.slice(written.indexOf("------\r\n > "));
    expect(lineNumbers(block)).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
    expect(lineNumbers(loggedSteps(log))).toEqual(lineNumbers(block));
  });

  test("what the daemon clips is told where it is missing, in the block and in the log file", async () => {
    const context = busyboxContext("FROM base\nRUN seq 400000 | sed 's,^,line ,'; exit 3\n");
    const log = join(context, "build.log");
    const { code, written } = await onTerminal(["--log-file", log, context]);
    expect(code).toBe(1);
    const block = written.slice(written.indexOf("------\r\n > "));
    const file = loggedSteps(log);
    const clip = /\[output clipped, log limit \S+ reached\]/;
    expect(block).toMatch(clip);
    expect(file).toMatch(clip);
    expect(lineNumbers(block).length).toBeGreaterThan(10_000);
    expect(lineNumbers(file)).toEqual(lineNumbers(block));
  });
});
