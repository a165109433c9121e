import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificates } from "../engine/certificates.js";
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

test("certificates of NODE_EXTRA_CA_CERTS count for registries, though Node is started without them", async () => {
  // To this machine's loopback a registry speaks plain HTTP.
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const address = own.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  const { ca, cert, key } = makeCertificates(`IP:${address}`);
  const asked: string[] = [];
  const registry = createServer({ cert, key }, ({ url = "" }, answer) => {
    asked.push(url);
    answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => registry.listen(0, address, resolve));
  onCleanup(() => void registry.close());
  const file = join(temporaryDirectory("trusted"), "ca.pem");
  writeFileSync(file, ca);
  const { port } = registry.address() as AddressInfo;
  const inspect = (env: NodeJS.ProcessEnv) =>
    docker(["buildx", "imagetools", "inspect", `${address}:${port}/some/image`], env);
  expect(await inspect({})).toMatchObject({ code: 1 });
  expect(asked).toEqual([]);
  expect((await inspect({ NODE_EXTRA_CA_CERTS: file })).stderr).toContain("not found");
  expect(asked).toContain("/v2/some/image/manifests/latest");
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
