import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  dockerConfig,
  engineGet,
  engineRequest,
  lab,
  onCleanup,
  runSlipway,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

interface DockerCommand {
  readonly path: string;
  /** `28`, or `20` for 20.10. */
  readonly major: number;
  readonly version: string;
}

/** The machine's docker commands and the lab's, one of each major version. */
function dockerCommands(): DockerCommand[] {
  const directories = (process.env.PATH ?? "").split(delimiter);
  const paths = [...directories.map((directory) => join(directory, "docker")), lab.docker].filter(existsSync);
  const found = paths.map((path) => {
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    const version = /version ([\d.]+)/.exec(stdout)?.[1] ?? "";
    const major = Number.parseInt(version, 10);
    return [major, { path, version, major }] as const;
  });
  return [...new Map(found).values()];
}

let context: string;
let builder: string;

beforeAll(async () => {
  await runSlipway(["install-plugin"]);
  context = busyboxContext('ARG WHO=nobody\nLABEL who=$WHO\nRUN ["/bin/busybox", "true"]\n');
  builder = await createBuilder("docker-build");
});

afterAll(async () => {
  await runSlipway(["uninstall-plugin"]);
});

/** A tag nobody else uses; its image is gone after the test file. */
function imageTag(): string {
  const tag = `slipway-docker-build:${randomBytes(4).toString("hex")}`;
  onCleanup(async () => {
    await engineRequest("DELETE", `/images/${tag}?force=1`);
  });
  return tag;
}

async function labelOf(tag: string): Promise<string | undefined> {
  const image = await engineGet<{ Config: { Labels?: { who?: string } } }>(`/images/${tag}/json`);
  return image?.Config.Labels?.who;
}

/** How many builds the store of builders knows of: docker's own builders leave nothing there. */
function recordedBuilds(): number {
  const refs = join(dockerConfig(), "buildx/refs");
  if (!existsSync(refs)) return 0;
  const entries = readdirSync(refs, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name !== "version").length;
}

describe.each(dockerCommands())("docker $version", ({ path, major }) => {
  const docker = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    startProgram(path, args, { env }).finished;

  beforeAll(async () => {
    // Only from 23 on is the plugin what builds unless told otherwise.
    if (major >= 23) return;
    const { code, stdout } = await docker(["buildx", "install"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("is deprecated")]);
  });
  afterAll(async () => {
    if (major < 23) await docker(["buildx", "uninstall"]);
  });

  test.each([
    ["docker build", ["build"], {}],
    ["DOCKER_BUILDKIT=1 docker build", ["build"], { DOCKER_BUILDKIT: "1" }],
    ["docker image build", ["image", "build"], {}],
    ["docker builder build", ["builder", "build"], {}],
    ["docker buildx build", ["buildx", "build"], {}],
  ])("%s is a build by Slipway whose image is in the engine", async (name, command, env) => {
    const tag = imageTag();
    const before = recordedBuilds();
    const { code, stderr } = await docker(
      [...command, "--build-arg", `WHO=${name}`, "-t", tag, context],
      env,
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^#0 building with "default" instance using docker driver\n/);
    expect(recordedBuilds()).toBe(before + 1);
    expect(await labelOf(tag)).toBe(name);
  });

  test("a builder of the container driver serves docker build too", async () => {
    const tag = imageTag();
    const args = ["build", "--builder", builder, "--load", "-q", "--build-arg", "WHO=builder", "-t", tag];
    const { code, stdout, stderr } = await docker([...args, context]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    expect(await labelOf(tag)).toBe("builder");
  });

  test("docker build fails as its plugin does", async () => {
    const failed = await docker(["build", "--target", "nobody", context]);
    expect([failed.code, failed.stderr]).toEqual([
      1,
      expect.stringMatching(
        /\nERROR: failed to build: failed to solve: .*target stage "?nobody"? could not be found\n$/,
      ),
    ]);
    const misused = await docker(["build", "--nope", context]);
    expect([misused.code, misused.stderr]).toEqual([
      125,
      expect.stringMatching(/^unknown flag: --nope\n\nUsage: {2}docker buildx build /),
    ]);
  });

  test("docker-compose build is a build by Slipway", async ({ skip }) => {
    const version = spawnSync("docker-compose", ["version", "--short"], { encoding: "utf8" });
    // Compose 2 builds by itself or by `docker buildx bake`.
    skip(!version.stdout?.startsWith("1."), "there is no docker-compose 1 on this machine");
    const tag = imageTag();
    const project = temporaryDirectory("compose");
    const one = { image: tag, build: { context, args: { WHO: "compose" } } };
    writeFileSync(join(project, "docker-compose.yml"), JSON.stringify({ version: "3.8", services: { one } }));
    const bin = join(project, "bin");
    mkdirSync(bin);
    symlinkSync(path, join(bin, "docker"));
    const before = recordedBuilds();
    const { code, stdout, stderr } = await startProgram("docker-compose", ["build"], {
      cwd: project,
      env: {
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        COMPOSE_DOCKER_CLI_BUILD: "1",
        DOCKER_BUILDKIT: "1",
      },
    }).finished;
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('#0 building with "default" instance using docker driver');
    expect(recordedBuilds()).toBe(before + 1);
    expect(await labelOf(tag)).toBe("compose");
  });
});
