import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { EscapeParser } from "../../src/progress/tty/escape-parser.js";
import { HIDE_CURSOR, SHOW_CURSOR } from "../../src/progress/tty/frame.js";
import { Screen } from "../../src/progress/tty/screen.js";
import { dockerConfig, lab, onCleanup, runSlipway, slipwayPath, startProgram } from "../support/index.js";

const quick = ["q0", "q1", "q2", "q3", "q4", "q5", "q6"];
const silent = ["s0", "s1", "s2"];

beforeAll(async () => {
  const mute = createServer((socket) => void socket.on("error", () => undefined));
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  onCleanup(() => void mute.close());
  const { port } = mute.address() as AddressInfo;
  const { code, stderr } = await runSlipway([
    "create",
    "--name",
    "q0",
    "--driver-opt",
    "inherit=off",
    "--driver",
    "docker-container",
    lab.engineHost,
  ]);
  expect(code, stderr).toBe(0);
  const instances = join(dockerConfig(), "buildx", "instances");
  const record = readFileSync(join(instances, "q0"), "utf8");
  const copy = (name: string, endpoint: string) =>
    writeFileSync(join(instances, name), record.replaceAll("q0", name).replaceAll(lab.engineHost, endpoint));
  for (const name of quick.slice(1)) copy(name, lab.engineHost);
  for (const name of silent) copy(name, `tcp://127.0.0.1:${port}`);
});

const command = (...args: string[]) =>
  [process.execPath, slipwayPath, ...args].map((word) => `'${word}'`).join(" ");

/** Runs a shell's line on a terminal, which `script` provides; gives all that was written to it. */
async function onTerminal(line: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const shell = `stty cols 200 rows 50; ${line}`;
  const { stdout } = await startProgram("script", ["-qec", shell, "/dev/null"], {
    env: { TERM: "xterm", ...env },
  }).finished;
  return stdout;
}

/** What a terminal shows that got this. */
function screenOf(written: string): string[] {
  const screen = new Screen(200, 50);
  for (const done of new EscapeParser().parse(Buffer.from(written))) screen.execute(done);
  return screen.lines().map((line) => line.trimEnd());
}

/** What the terminal showed after each drawing. */
function pictures(written: string): string[][] {
  const drawings = written.split(HIDE_CURSOR);
  return drawings.map((_, index) => screenOf(drawings.slice(0, index + 1).join(HIDE_CURSOR)));
}

/** Rows of builders and nodes with a status. */
const withStatus = (status: string) => (line: string) =>
  line.includes(` ${status} `) || line.endsWith(` ${status}`);

describe.concurrent("ls with ten builders, three of which keep silent", () => {
  const ls = ["ls", "--timeout", "3s"];

  test("shows all of them on a terminal at once, the answers as they come, and last what is printed elsewhere", async () => {
    const [written, plain] = await Promise.all([onTerminal(command(...ls)), runSlipway(ls)]);
    const shown = pictures(written);
    const [first] = shown;
    for (const name of [...quick, ...silent]) expect(first?.join("\n")).toContain(` \\_ ${name}0 `);
    expect(first?.filter(withStatus("...")).length).toBeGreaterThanOrEqual(10);
    const meanwhile = shown.filter((lines) => lines.filter(withStatus("...")).length === silent.length);
    expect(meanwhile.at(-1)?.filter(withStatus("inactive")).length).toBeGreaterThanOrEqual(quick.length);

    expect(plain.stdout).not.toContain("...");
    expect(plain.stdout).not.toContain("\x1b");
    const problems = plain.stderr.split("\n").filter((line) => line !== "");
    expect(problems.filter((line) => line.includes("after 3 s"))).toHaveLength(silent.length);
    const wanted = [
      ...plain.stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.trimEnd()),
      ...problems,
    ];
    expect(shown.at(-1)).toEqual(wanted);
    expect(written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(written.lastIndexOf(HIDE_CURSOR));
  });

  test("ends at once when it is interrupted, and leaves the terminal as it was", async () => {
    const written = await onTerminal(
      `${command("ls")} & pid=$!; sleep 2; kill -INT $pid; t=$(date +%s%3N); wait $pid; echo "status $?, $(($(date +%s%3N) - t)) ms"`,
    );
    const last = screenOf(written);
    const [, status, milliseconds] = /status (\d+), (\d+) ms/.exec(last.at(-1) ?? "") ?? [];
    expect(status, last.join("\n")).toBe("130");
    expect(Number(milliseconds)).toBeLessThan(1500);
    expect(last.filter(withStatus("..."))).toHaveLength(silent.length);
    expect(written.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(written.lastIndexOf(HIDE_CURSOR));
  });

  test("is printed once, when all is known, in another format and on a terminal that has no cursor to move", async () => {
    const [json, dumb] = await Promise.all([
      onTerminal(command(...ls, "--format", "{{.Name}}")),
      onTerminal(command(...ls), { TERM: "dumb" }),
    ]);
    expect(json).toMatch(/^q0\r\nq00\r\nq1\r\n/);
    for (const written of [json, dumb]) expect(written).not.toContain("\x1b");
  });
});
