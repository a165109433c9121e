import { execFileSync } from "node:child_process";
import { closeSync, lstatSync, openSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  busyboxContext,
  contextDirectory,
  createBuilder,
  runBuildx,
  runSlipway,
  slipwayPath,
} from "../support/index.js";
import { programEnvironment } from "../support/sandbox.js";

const Dockerfile = "FROM scratch\nCOPY Dockerfile /copy\n";
let builder: string;

beforeAll(async () => {
  builder = await createBuilder("odd");
});

test("a pax archive on standard input is an archive", async () => {
  const cwd = contextDirectory({ Dockerfile });
  const input = execFileSync("tar", ["--format=pax", "-c", "."], { cwd });
  const { code, stdout } = await runSlipway(["build", "--builder", builder, "-o", "-", "-"], { cwd, input });
  expect(code).toBe(0);
  expect(stdout).toContain("copy");
});

test("a directory on standard input, as docker-buildx has it", () => {
  const cwd = contextDirectory({ Dockerfile });
  const stdin = openSync(cwd, "r");
  const line = [slipwayPath, "build", "--builder", builder, "-"];
  try {
    execFileSync(process.execPath, line, { cwd, env: programEnvironment(), stdio: [stdin, "pipe", "pipe"] });
    expect.unreachable();
  } catch (error) {
    expect(String((error as { stderr?: unknown }).stderr)).toMatch(
      /^Hint: .*\nERROR: failed to build: failed to peek context header from STDIN: read \/dev\/stdin: is a directory\n$/m,
    );
  } finally {
    closeSync(stdin);
  }
});

test("an archive goes where a link leads, though nothing is there yet", async () => {
  for (const run of [runSlipway, runBuildx]) {
    const cwd = contextDirectory({ Dockerfile });
    symlinkSync("real.tar", join(cwd, "link.tar"));
    const line = ["build", "--builder", builder, "-o", "type=tar,dest=link.tar", "."];
    expect((await run(line, { cwd })).code).toBe(0);
    expect(lstatSync(join(cwd, "link.tar")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, "real.tar")).includes("copy")).toBe(true);
  }
});

test("a file from before 1970 keeps its time", async () => {
  const times: bigint[] = [];
  for (const run of [runSlipway, runBuildx]) {
    const cwd = busyboxContext(
      "RUN touch -d '1960-02-03 04:05:06' /old\nFROM scratch\nCOPY --from=base /old /\n",
    );
    const line = ["build", "--builder", builder, "-o", "type=local,dest=out", "."];
    expect((await run(line, { cwd })).code).toBe(0);
    times.push(statSync(join(cwd, "out/old"), { bigint: true }).mtimeNs);
  }
  const wanted = BigInt(Date.UTC(1960, 1, 3, 4, 5, 6)) * 1_000_000n;
  expect(times).toEqual([wanted, wanted]);
});

test("-f of standard input points to -f -", async () => {
  const cwd = contextDirectory({ Dockerfile });
  const line = ["build", "--builder", builder, "-f", "/dev/stdin", "."];
  const { stderr, code } = await runSlipway(line, { cwd, input: Dockerfile });
  expect(code).toBe(1);
  expect(stderr).toContain("Hint: -f - reads the Dockerfile from standard input\n");
});
