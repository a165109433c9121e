import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "./program.js";

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  line: readonly string[],
  env: Record<string, string> = {},
  name = "slipway",
): Promise<Outcome> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await runProgram(line, {
    stdin: () => new PassThrough(),
    stdout,
    contentOutput: () => stdout,
    stderr,
    env,
    programName: name,
    signal: new AbortController().signal,
  });
  return { status, stdout: textOf(stdout), stderr: textOf(stderr) };
}

/** Newer Node hands out one chunk for each read. */
function textOf(stream: PassThrough): string {
  let text = "";
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) text += String(chunk);
  return text;
}

const plugin = (...line: string[]) =>
  run(line, { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: "docker", DOCKER_CONFIG: "/cfg" }, "docker-buildx");
const standalone = (...line: string[]) => run(line);

describe("by itself", () => {
  test("without arguments it prints help", async () => {
    const { status, stdout, stderr } = await standalone();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^Extended build capabilities with BuildKit\n\nUsage:\n {2}slipway\n {2}slipway \[command\]\n/,
    );
    expect(stdout).toContain("\n  help             Help about any command\n");
  });

  test("an unknown command gets help on standard output and an error", async () => {
    const { status, stdout, stderr } = await standalone("nope");
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'ERROR: unknown command: "nope"\n' });
    expect(stdout).toContain("Available Commands:");
  });

  test.each([
    [["--nope"], "unknown flag: --nope"],
    [["--zzzz", "nope"], "unknown flag: --zzzz"],
    [["--zzzz=1", "nope"], "unknown flag: --zzzz"],
    [["nope", "--foo"], 'unknown command: "nope"'],
    [["nope", "--foo", "--help"], 'unknown command: "nope"'],
    [["nope", "--builder"], 'unknown command: "nope"'],
    [["build", "--nope", "."], "unknown flag: --nope"],
    [["ls", "--help", "--nope"], "unknown flag: --nope"],
  ])("%j: %s", async (line, message) => {
    expect(await standalone(...line)).toEqual({ status: 1, stdout: "", stderr: `ERROR: ${message}\n` });
  });

  test.each([
    [["biuld", "."], 'unknown command: "biuld"', "build"],
    [["crate", "--name", "x"], 'unknown command: "crate"', "create"],
    [["build", "--laod", "."], "unknown flag: --laod", "--load"],
    [["build", "--platfrom=linux/amd64", "."], "unknown flag: --platfrom", "--platform"],
    [
      ["build", "-platform=linux/amd64", "."],
      "unknown shorthand flag: 'p' in -platform=linux/amd64",
      "--platform",
    ],
    [["--debgu"], "unknown flag: --debgu", "--debug"],
  ])("%j is probably mistyped, and the error stays the last line", async (line, message, meant) => {
    const { status, stderr } = await standalone(...line);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `Hint: did you mean ${meant}?\nERROR: ${message}\n`,
    });
  });

  test.each([["--version"], ["-v"], ["version"]])("%s shows the version", async (word) => {
    expect(await standalone(word)).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^slipway \S+ \S+ \(docker buildx v\S+\)\n$/),
      stderr: "",
    });
    expect((await plugin("buildx", word)).stdout).toMatch(/^github\.com\/docker\/buildx v\S+ \S+\n$/);
  });

  test("help has --version, and that of the plugin is buildx's", async () => {
    expect((await standalone("--help")).stdout).toContain(
      "\n  -v, --version          Show version information\n",
    );
    expect((await plugin("buildx", "--help")).stdout).not.toContain("--version");
  });

  test.each([
    [["build"], "build", "requires 1 argument", " [OPTIONS] PATH | URL | -"],
    [["build", "a", "b"], "build", "requires 1 argument", " [OPTIONS] PATH | URL | -"],
    [["ls", "x"], "ls", "requires 0 arguments", ""],
    [["version", "x"], "version", "requires 0 arguments", ""],
    [["create", "a", "b"], "create", "requires at most 1 argument", " [OPTIONS] [CONTEXT|ENDPOINT]"],
  ])("%j complains about its arguments", async (line, command, wanted, synopsis) => {
    const path = `slipway ${command}`;
    expect(await standalone(...line)).toEqual({
      status: 1,
      stdout: "",
      stderr: `ERROR: slipway: '${path}' ${wanted}\n\nUsage:  ${path}${synopsis}\n\nRun '${path} --help' for more information\n`,
    });
  });

  test("a command is found behind global flags, by its alias too", async () => {
    const help = await standalone("build", "--help");
    expect(await standalone("--builder", "x", "-D", "b", "--help")).toEqual(help);
    expect(await standalone("help", "build")).toEqual(help);
    expect(help.stdout).toMatch(/^Start a build\n\nUsage:\n {2}slipway build \[OPTIONS\] PATH/);
  });

  test("a flag's value that looks like a command is a value", async () => {
    expect((await standalone("--builder", "ls", "version")).stdout).toMatch(/^slipway /);
  });

  test("help on something unknown", async () => {
    const { status, stdout, stderr } = await standalone("help", "nope");
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr).toMatch(/^Unknown help topic \[`nope`\]\nUsage:\n/);
  });

  test("--builder is not offered where it means nothing", async () => {
    expect((await standalone("ls", "--help")).stdout).not.toContain("--builder");
    expect((await standalone("inspect", "--help")).stdout).toContain("--builder string");
  });
});

describe("as a plugin of the docker command", () => {
  test("the metadata call is answered without anything else", async () => {
    const { status, stdout } = await run(["docker-cli-plugin-metadata"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\{\n {5}"SchemaVersion": "0\.1\.0",\n/);
    expect(JSON.parse(stdout)).toMatchObject({
      ShortDescription: "Docker Buildx",
      Version: expect.stringMatching(/^v\d+\.\d+\.\d+\+slipway\./),
    });
  });

  test("usage errors have the usage line and status 125", async () => {
    expect(await plugin("buildx", "build", "--nope", ".")).toEqual({
      status: 125,
      stdout: "",
      stderr:
        "unknown flag: --nope\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n\nRun 'docker buildx build --help' for more information\n",
    });
    expect(await plugin("buildx", "--nope")).toEqual({
      status: 125,
      stdout: "",
      stderr:
        "unknown flag: --nope\n\nUsage:  docker buildx\n\nRun 'docker buildx --help' for more information\n",
    });
    expect(await plugin("--nope", "buildx", "ls")).toEqual({
      status: 125,
      stdout: "",
      stderr:
        "unknown flag: --nope\n\nUsage:  docker [OPTIONS] buildx [ARG...]\n\nRun 'docker --help' for more information\n",
    });
  });

  test("a mistyped command or flag is named in the first line, what was probably meant below it", async () => {
    expect(await plugin("buildx", "crate", "--name", "x")).toEqual({
      status: 125,
      stdout: "",
      stderr:
        "unknown command: \"crate\"\nHint: did you mean create?\n\nUsage:  docker buildx\n\nRun 'docker buildx --help' for more information\n",
    });
    expect((await plugin("buildx", "build", "--laod", ".")).stderr).toMatch(
      /^unknown flag: --laod\nHint: did you mean --load\?\n\nUsage: {2}docker buildx build /,
    );
  });

  test("hints name commands as they are typed", async () => {
    const directory = await mkdtemp(join(tmpdir(), "slipway-hints-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const env = { DOCKER_CONFIG: directory, BUILDX_CONFIG: directory };
    const own = await run(["use", "nope"], env);
    expect(own.stderr).toMatch(/^Hint: `slipway ls` lists the builders\nERROR: /);
    const docked = await run(["buildx", "use", "nope"], {
      ...env,
      DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: "docker",
    });
    expect(docked.stderr).toMatch(/^Hint: `docker buildx ls` lists the builders\nERROR: /);
  });

  test("wrong arguments are an ordinary error in docker's name", async () => {
    const { status, stderr } = await plugin("buildx", "ls", "x");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^ERROR: docker: 'docker buildx ls' requires 0 arguments\n\nUsage: {2}docker buildx ls\n/,
    );
  });

  test("docker's own flags come before the word buildx", async () => {
    const { status, stdout } = await plugin("-D", "--config=/x", "-c", "ctx", "buildx", "version");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^github\.com\/docker\/buildx v/),
    });
    expect(await plugin("-H", "a", "-c", "b", "buildx", "ls")).toEqual({
      status: 1,
      stdout: "",
      stderr: "ERROR: conflicting options: cannot specify both --host and --context\n",
    });
  });

  test("without the word buildx it explains docker's flags", async () => {
    const { status, stdout } = await plugin();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: {2}docker \[OPTIONS\] COMMAND\n/);
    expect(stdout).toContain('(default "/cfg")');
  });

  test("the shorthand of --help works and says that it is old", async () => {
    const { status, stdout } = await plugin("buildx", "use", "-h");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Flag shorthand -h has been deprecated, use --help\nUsage: {2}docker buildx use /,
    );
  });

  test("help wraps at eighty columns and hides what is not docker's", async () => {
    const { stdout } = await plugin("buildx", "--help");
    expect(stdout).not.toContain("install-plugin");
    const lines = (await plugin("buildx", "build", "--help")).stdout.split("\n");
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(" "))).toEqual([]);
  });
});

describe("flags of build that contradict each other", () => {
  test.each([
    [["-q", "--progress=plain", "."], "progress=plain and quiet cannot be used together"],
    [["--progress=foo", "."], "invalid progress mode foo"],
  ])("%j", async (line, message) => {
    const { status, stderr } = await standalone("build", ...line);
    expect(status).toBe(1);
    expect(stderr).toMatch(`ERROR: ${message}\n`);
  });
});
