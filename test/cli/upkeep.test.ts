import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { beforeAll, describe, expect, test } from "vitest";
import { openBuildKit } from "../../src/buildkit/index.js";
import {
  busyboxContext,
  createBuilder,
  dockerConfig,
  normalize,
  programEnvironment,
  runBuildx,
  runSlipway,
  slipwayPath,
} from "../support/index.js";

let builder: string;
let context: string;

beforeAll(async () => {
  builder = await createBuilder("upkeep");
  context = busyboxContext(
    'RUN --mount=type=cache,target=/cache touch /cache/file\nRUN ["/bin/busybox", "touch", "/made"]\n',
  );
  await fill();
});

async function fill(): Promise<void> {
  const { code, stderr } = await runSlipway(["build", "--builder", builder, context]);
  expect(code, stderr).toBe(0);
}

/** Ages move on between two runs. */
const settle = (text: string) =>
  text
    .replaceAll(/Less than a second ago|About (a|an) \w+ ago|\d+ \w+ ago/g, "AGE")
    .replaceAll("docker-buildx", "slipway");

async function expectEqual(args: readonly string[]): Promise<string> {
  const ours = await runSlipway(["--builder", builder, ...args]);
  const theirs = await runBuildx(["--builder", builder, ...args]);
  const [our, their] = [ours, theirs].map(({ code, stdout, stderr }) => ({
    code,
    stdout: settle(stdout),
    stderr: settle(stderr),
  }));
  expect(our).toEqual(their);
  return ours.stdout + ours.stderr;
}

describe("du says what docker-buildx says", () => {
  test.each([
    [[]],
    [["--verbose"]],
    [["--format", "pretty"]],
    [["--format", "json"]],
    [["--format", "table {{.ID}}\\t{{.Shared}}\\t{{.Parents}}\\t{{.CreatedAt}}\\t{{.UsageCount}}"]],
    [["--format", "{{.ID}} {{.Type}} {{.Parents}} {{.Mutable}} {{json .Description}}"]],
    [["--filter", "type=regular"]],
    [["--filter", "type=regular", "--verbose"]],
    [["--filter", "type!=regular", "--filter", "mutable=true"]],
    [["--filter", "description~=COPY"]],
    [["--filter", "type=nothing"]],
  ])("for %j", async (flags) => {
    expect(await expectEqual(["du", ...flags])).not.toBe("");
  });

  test.each([
    [["--filter", "private"]],
    [["--filter", "until=x"]],
    [["--filter", "until=1h", "--filter", "unused-for=1h"]],
    [["--filter", "mutable="]],
    [["--format", "json", "--verbose"]],
    [["--format", "{{.Nothing}}"]],
    [["extra"]],
  ])("of the mistake in %j", async (flags) => {
    expect(await expectEqual(["du", ...flags])).toMatch(/^ERROR: /);
  });
});

test("du leaves out what was used within the time given", async () => {
  const { stdout } = await runSlipway(["--builder", builder, "du", "--filter", "until=1h"]);
  expect(stdout).toBe("ID        RECLAIMABLE   SIZE      LAST ACCESSED\n");
});

describe("prune", () => {
  test.each([[[]], [["--all"]]])("asks first (%j), and no answer is a no", async (flags) => {
    const before = await runSlipway(["--builder", builder, "du", "--format", "{{.ID}}"]);
    expect(await expectEqual(["prune", ...flags])).toMatch(/^WARNING! This will remove all .*\[y\/N\] $/);
    const after = await runSlipway(["--builder", builder, "du", "--format", "{{.ID}}"]);
    expect(after.stdout).toBe(before.stdout);
  });

  test.each([
    [["--filter", "type=nothing"]],
    [["--keep-storage", "1g"]],
    [["--reserved-space", "10g", "--max-used-space", "10g"]],
    [["--min-free-space", "1x"]],
    [["--filter", "until=x"]],
    [["extra"]],
  ])("says what docker-buildx says for %j", async (flags) => {
    expect(await expectEqual(["prune", "--force", ...flags])).not.toBe("");
  });

  // Which record goes first is the daemon's choice, and the header stands in columns with the first one only.
  const canonical = (text: string) =>
    settle(normalize(text))
      .replaceAll(/\b[0-9a-z]{25}\b/g, "RECORD")
      .replaceAll(/ *\t+/g, "\t")
      .split("\n")
      .sort();

  test.each([[["--filter", "type=exec.cachemount"]], [["--all", "--verbose"]], [["--all"]]])(
    "--force %j removes what docker-buildx removes and prints the same",
    async (flags) => {
      const prune = ["--builder", builder, "prune", "--force", ...flags];
      const ours = await runSlipway(prune);
      await runSlipway(["--builder", builder, "prune", "--force", "--all"]);
      await fill();
      const theirs = await runBuildx(prune);
      await runSlipway(["--builder", builder, "prune", "--force", "--all"]);
      await fill();
      expect([ours.code, ours.stderr]).toEqual([0, ""]);
      expect(ours.stdout).toMatch(/\nTotal:\t\d+(\.\d+)?[kM]B\n$/);
      expect(canonical(ours.stdout)).toEqual(canonical(theirs.stdout));
    },
  );

  test("a single line is as wide as docker-buildx's", async () => {
    const filters = ["--force", "--filter", "type=source.local", "--filter", "description~=dockerfile"];
    const { stdout } = await runSlipway(["--builder", builder, "prune", ...filters]);
    expect(settle(stdout)).toMatch(
      /^ID\t{6}RECLAIMABLE\tSIZE\t\tLAST ACCESSED\n[0-9a-z]{25}\* {14}\ttrue \t\t[\d.]+kB {3,5}\tAGE\nTotal:\t[\d.]+kB\n$/,
    );
  });

  test("filters of the Docker configuration join those given", async () => {
    await fill();
    const file = join(dockerConfig(), "config.json");
    writeFileSync(file, JSON.stringify({ pruneFilters: ["until=100h"] }));
    try {
      expect(await expectEqual(["prune", "--force", "--all"])).toBe("Total:\t0B\n");
    } finally {
      writeFileSync(file, "{}");
    }
  });
});

describe("dial-stdio", () => {
  test("is a connection to the daemon until standard input ends", async () => {
    const args = [slipwayPath, "--builder", builder, "dial-stdio"];
    const child = spawn(process.execPath, args, {
      env: programEnvironment(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    const client = openBuildKit(Duplex.from({ readable: child.stdout, writable: child.stdin }));
    expect(await client.listWorkers()).not.toEqual([]);
    client.close();
    expect(await exited).toEqual([0, null]);
  });

  test("tells on standard error which builder it boots, if asked", async () => {
    await runSlipway(["stop", builder]);
    const args = ["--builder", builder, "dial-stdio", "--progress", "plain"];
    const { code, stderr } = await runSlipway(args);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`^#0 builder: ${builder}\n\n#1 Proxying to builder\n#1 Dialing builder\n`),
    );
    expect(stderr).toContain("[internal] booting buildkit");
  });

  test("a platform that is none is refused as by docker-buildx", async () => {
    expect(await expectEqual(["dial-stdio", "--platform", "x/y/z/z"])).toMatch(/^ERROR: invalid platform/);
  });
});

test.each([["du"], ["prune"]])("%s boots nothing: a stopped builder is an error", async (command) => {
  await runSlipway(["stop", builder]);
  const flags = command === "prune" ? ["--force"] : [];
  expect(normalize(await expectEqual([command, ...flags]))).toMatch(/^ERROR: .*is not running\n$/);
});
