import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { busyboxContext, createBuilder, dockerConfig, runSlipway, startProgram } from "../support/index.js";

const hasDocker = spawnSync("docker", ["--version"]).status === 0;

/** These tests need the docker command itself, which an engine does not bring along everywhere. */
function needDocker(context: TestContext): void {
  context.skip(!hasDocker, "there is no docker command on this machine");
}

const docker = (...args: readonly string[]) => startProgram("docker", args).finished;
const launcher = () => join(dockerConfig(), "cli-plugins/docker-buildx");

beforeAll(async () => {
  const { code, stdout } = await runSlipway(["install-plugin"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `docker buildx now runs Slipway (${launcher()}).\n` });
});

afterAll(async () => {
  const { code, stdout } = await runSlipway(["uninstall-plugin"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Slipway is no longer installed as ${launcher()}.\n` });
  expect(existsSync(join(dockerConfig(), "cli-plugins"))).toBe(false);
});

test("docker buildx is Slipway", async (context) => {
  needDocker(context);
  expect(await docker("buildx", "version")).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^github\.com\/docker\/buildx v[\d.]+\+slipway\.\S+ \S+\n$/),
    stderr: "",
  });
});

test("the launcher by itself is the stand-alone program under the plugin's name", async () => {
  const { code, stdout } = await startProgram(launcher(), ["ls", "--help"]).finished;
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("\n  docker-buildx ls\n") });
});

test("docker lists the plugin as valid", async (context) => {
  needDocker(context);
  const { stdout } = await docker("info", "--format", "{{json .ClientInfo.Plugins}}");
  const plugins = JSON.parse(stdout) as { Name: string; Path: string; Err?: unknown; Vendor: string }[];
  expect(plugins.filter((plugin) => plugin.Name === "buildx")).toEqual([
    expect.objectContaining({ Path: launcher(), Vendor: "Slipway" }),
  ]);
  expect(plugins.filter((plugin) => plugin.Path.startsWith(dockerConfig()) && plugin.Err)).toEqual([]);
});

test("a usage error has the status that docker gives it", async (context) => {
  needDocker(context);
  const { code, stderr } = await docker("buildx", "build", "--nope", ".");
  expect(code).toBe(125);
  expect(stderr).toMatch(/^unknown flag: --nope\n\nUsage: {2}docker buildx build /);
});

test("docker help shows the plugin's own pages", async (context) => {
  needDocker(context);
  for (const line of [["build"], []]) {
    const { code, stdout } = await docker("help", "buildx", ...line);
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await docker("buildx", ...line, "--help")).stdout });
  }
  expect((await docker("help", "buildx", "build")).stdout).toContain("--log-file");
  const unknown = await docker("help", "buildx", "nope");
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(/^ERROR: unknown help topic: nope\n/);
});

test("docker's own flags reach the plugin", async (context) => {
  needDocker(context);
  const { code, stdout, stderr } = await docker("--host", "unix:///nowhere.sock", "buildx", "ls");
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^default\* +error *$/m),
    stderr: expect.stringContaining("unix:///nowhere.sock"),
  });
});

test("an interrupted docker command cancels the build in the daemon", async (context) => {
  needDocker(context);
  const builder = await createBuilder("plugin");
  const directory = busyboxContext("FROM base\nRUN echo running && sleep 100\n");
  const build = startProgram("docker", [
    "buildx",
    "build",
    "--builder",
    builder,
    "--progress=plain",
    directory,
  ]);
  await build.waitForOutput(/^#\d+ [\d.]+ running/m);
  build.child.kill("SIGINT");
  const { code, stderr } = await build.finished;
  expect(stderr).toContain("CANCELED");
  expect(stderr).toContain("ERROR: failed to build: failed to solve: Canceled: context canceled");
  expect(code).toBe(130);
});
