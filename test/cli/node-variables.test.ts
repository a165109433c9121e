import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  engineRequest,
  lab,
  onCleanup,
  runSlipway,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

/** What programs that call docker set for their own Node, by who does. */
const callers: readonly (readonly [who: string, env: (directory: string) => NodeJS.ProcessEnv])[] = [
  ["tsx", () => ({ NODE_OPTIONS: "--import=tsx" })],
  ["Yarn PnP", (directory) => ({ NODE_OPTIONS: `--require ${join(directory, ".pnp.cjs")}` })],
  [
    "a loader that is found from the project only",
    () => ({ NODE_OPTIONS: "--experimental-loader ./loader.mjs" }),
  ],
  ["a newer Node", () => ({ NODE_OPTIONS: "--flag-that-this-node-does-not-know" })],
  ["a debugger", () => ({ NODE_OPTIONS: "--require /no/such/bootloader.js --inspect-publish-uid=http" })],
  ["a coverage tool", (directory) => ({ NODE_V8_COVERAGE: join(directory, "coverage") })],
  [
    "somebody who looks for a fault",
    () => ({ NODE_DEBUG: "module,http,net,fs", NODE_PENDING_DEPRECATION: "1" }),
  ],
  ["a test runner", () => ({ NODE_TEST_CONTEXT: "child-v8", NODE_CHANNEL_FD: "7", NODE_UNIQUE_ID: "1" })],
  ["a path for modules", (directory) => ({ NODE_PATH: directory })],
];

const docker = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  startProgram(lab.docker, args, { env }).finished;

let context: string;

beforeAll(async () => {
  expect((await runSlipway(["install-plugin"])).code).toBe(0);
  context = busyboxContext("ARG NODE_OPTIONS\nARG NODE_DEBUG\nLABEL of=$NODE_OPTIONS\n");
});

afterAll(async () => {
  await runSlipway(["uninstall-plugin"]);
});

async function build(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string> {
  const tag = `slipway-node-variables:${randomBytes(4).toString("hex")}`;
  onCleanup(async () => {
    await engineRequest("DELETE", `/images/${tag}?force=1`);
  });
  const exact = ["--build-arg", "SOURCE_DATE_EPOCH=0", "--progress", "plain", "-t", tag, ...args, context];
  const { code, stderr } = await docker(["build", ...exact], env);
  expect(code, stderr).toBe(0);
  // The engine's own builder would have done it without the plugin, and silently.
  expect(stderr).toMatch(/^#0 building with "default" instance using docker driver\n/);
  const { stdout } = spawnSync(lab.docker, ["image", "inspect", "-f", "{{json .Config}}", tag], {
    encoding: "utf8",
    env: { ...process.env, DOCKER_HOST: lab.engineHost },
  });
  return stdout;
}

describe("a docker command that is called by a program of", () => {
  test.each(callers)("%s builds the same image with the plugin", async (_, callerEnv) => {
    const directory = temporaryDirectory("caller");
    const env = callerEnv(directory);
    const version = await docker(["buildx", "version"], env);
    expect(version).toEqual({ code: 0, stdout: expect.stringContaining("+slipway."), stderr: "" });
    expect(await build(env)).toBe(await build({}));
    expect(existsSync(join(directory, "coverage"))).toBe(false);
  });
});

test("the variables count for build arguments, and for programs that are run", async () => {
  const directory = temporaryDirectory("programs");
  const seen = join(directory, "seen");
  // Only in a repository is git asked.
  mkdirSync(join(context, ".git"));
  const script = `#!/bin/sh\nprintf '%s\\n' "$NODE_OPTIONS" >>'${seen}'\nenv | grep SLIPWAY_CALLER_ >>'${seen}'\nexit 1\n`;
  writeFileSync(join(directory, "git"), script, { mode: 0o755 });
  const env = { NODE_OPTIONS: "--import=tsx", PATH: `${directory}${delimiter}${process.env.PATH}` };
  expect(await build(env, "--build-arg", "NODE_OPTIONS")).toContain('"of":"--import=tsx"');
  expect(new Set(readFileSync(seen, "utf8").trimEnd().split("\n"))).toEqual(new Set(["--import=tsx"]));
});
