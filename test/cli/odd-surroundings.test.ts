import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  runBuildx,
  runSlipway,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

let builder: string;
beforeAll(async () => {
  builder = await createBuilder("odd");
});

/** A Docker configuration directory whose config.json is this. */
function configDirectory(make: string | ((path: string) => void)): string {
  const directory = temporaryDirectory("odd-config");
  const path = join(directory, "config.json");
  if (typeof make === "string") writeFileSync(path, make);
  else make(path);
  return directory;
}

describe("a config.json that docker only warns of", () => {
  test.each<[string, string | ((path: string) => void)]>([
    ["cut off", '{"auths":'],
    ["null", "null"],
    ["a list", "[]"],
    ["a directory, as a bind mount of a missing file makes", (path) => mkdirSync(path)],
    ["with a number as credsStore", '{"credsStore":5}'],
    ["with more after its object", "{} trailing"],
  ])("ends no command, and is warned of where docker-buildx does: %s", async (_what, make) => {
    const env = { DOCKER_CONFIG: configDirectory(make) };
    const [ours, theirs] = await Promise.all([runSlipway(["ls"], { env }), runBuildx(["ls"], { env })]);
    const warning = (stderr: string) => /WARNING: Error parsing config file \([^)]*\)/.exec(stderr)?.[0];
    expect([ours.code, warning(ours.stderr)]).toEqual([theirs.code, warning(theirs.stderr)]);
    expect(ours.stdout).toBe(theirs.stdout);
  });

  test("does not keep ls waiting when it is a pipe", async () => {
    const env = { DOCKER_CONFIG: configDirectory((path) => execFileSync("mkfifo", [path])) };
    const result = await runSlipway(["ls"], { env, timeout: 20_000 });
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("is a pipe where a file") });
  });
});

test("a builder's file that is a pipe does not keep ls waiting either", async () => {
  const store = temporaryDirectory("odd-store");
  mkdirSync(join(store, "instances"));
  execFileSync("mkfifo", [join(store, "instances", "pipe")]);
  const result = await runSlipway(["ls"], { env: { BUILDX_CONFIG: store }, timeout: 20_000 });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("default");
  expect(result.stdout + result.stderr).toContain("is a pipe where a file was expected");
});

describe("an output where no directory can be made", () => {
  test.each([
    ["-o", "type=local,dest=/proc/slipway/x"],
    ["-o", "type=tar,dest=/proc/slipway/x.tar"],
    ["--cache-to", "type=local,dest=/proc/slipway/x"],
  ])("ends the build with an error: %s %s", async (flag, value) => {
    const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
    const result = await runSlipway(["build", "--builder", builder, flag, value, context], {
      timeout: 60_000,
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/ERROR: .*\/proc\/slipway.*: no such file or directory/);
  });
});

describe("in a working directory that has been deleted", () => {
  /** The command, started where nothing is any more. */
  const runInDeleted = (args: readonly string[], input = "") => {
    const directory = temporaryDirectory("gone");
    const inner = join(directory, "inner");
    mkdirSync(inner);
    const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
    const words = ["-c", script, "sh", inner, process.execPath, slipwayPath, "build", "--builder", builder];
    return startProgram("sh", [...words, ...args], { input }).finished;
  };

  test("a context with an absolute path builds", async () => {
    const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
    const out = temporaryDirectory("out");
    const result = await runInDeleted(["-o", `type=local,dest=${out}`, context]);
    expect(result.code, result.stderr).toBe(0);
  });

  test("a Dockerfile on standard input builds", async () => {
    const result = await runInDeleted(["-"], "FROM scratch\nLABEL a=b\n");
    expect(result.code, result.stderr).toBe(0);
  });

  test("a relative context is refused with the reason", async () => {
    expect(await runInDeleted(["."])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("cannot find .: the working directory has been deleted"),
    });
  });
});

test("a user without a home uses the working directory's .docker, as docker does", async ({ skip }) => {
  skip(process.getuid?.() !== 0, "only root can run a program as another user");
  const directory = temporaryDirectory("homeless");
  mkdirSync(join(directory, ".docker"));
  writeFileSync(join(directory, ".docker", "config.json"), '{"currentContext":"theirs"}');
  for (const path of [directory, join(directory, ".docker")]) chmodSync(path, 0o755);
  const env = { HOME: undefined, DOCKER_CONFIG: undefined, DOCKER_HOST: undefined };
  const words = [
    "--reuid",
    "54321",
    "--regid",
    "54321",
    "--clear-groups",
    process.execPath,
    slipwayPath,
    "inspect",
  ];
  const result = await startProgram("setpriv", words, { cwd: directory, env }).finished;
  expect(result.stderr).not.toContain("uv_os_homedir");
  expect(result.stdout + result.stderr).toContain("theirs");
});

test("DOCKER_HOST without a name is this machine", async () => {
  const env = { DOCKER_HOST: ":9" };
  const [ours, theirs] = await Promise.all([
    runSlipway(["inspect"], { env }),
    runBuildx(["inspect"], { env }),
  ]);
  const endpoint = /Endpoint: .*/.exec(theirs.stdout)?.[0];
  expect(/Endpoint: .*/.exec(ours.stdout)?.[0]).toBe(endpoint);
  expect(ours.stdout + ours.stderr).toContain("tcp://localhost:9");
});
