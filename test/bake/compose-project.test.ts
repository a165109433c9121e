import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  busyboxPath,
  createBuilder,
  dockerConfig,
  engineGet,
  engineRequest,
  lab,
  onCleanup,
  type RunResult,
  runSlipway,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

const suffix = randomBytes(4).toString("hex");
const image = (service: string) => `${lab.registry}/slipway-compose-${suffix}-${service}:latest`;

let project: string;
let builder: string;

/** A service that two others are built from; each of those says a word of its own. */
function composeFile(word: string): string {
  const leaf = (name: string) => ({
    image: image(name),
    build: {
      context: "leaf",
      additional_contexts: { base: "service:base" },
      args: { WORD: `${name} ${word}` },
    },
  });
  const base = { image: image("base"), build: "base", command: ["/bin/true"] };
  const services = { base, web: leaf("web"), api: { ...leaf("api"), depends_on: ["web"] } };
  return JSON.stringify({ name: `slipway-${suffix}`, services });
}

const compose = (...args: string[]): Promise<RunResult> =>
  startProgram(lab.docker, ["compose", ...args], {
    cwd: project,
    env: { BUILDX_BUILDER: builder, COMPOSE_BAKE: undefined, COMPOSE_PROGRESS: "plain" },
  }).finished;

beforeAll(async () => {
  await runSlipway(["install-plugin"]);
  const plugins = join(dockerConfig(), "cli-plugins");
  mkdirSync(plugins, { recursive: true });
  symlinkSync(lab.composePlugin, join(plugins, "docker-compose"));
  builder = await createBuilder("compose", { driverOptions: { network: "host" } });
  project = temporaryDirectory("compose");
  for (const directory of ["base", "leaf"]) mkdirSync(join(project, directory));
  copyFileSync(busyboxPath(), join(project, "base/busybox"));
  const install = 'RUN ["/bin/busybox", "--install", "-s", "/bin"]\n';
  writeFileSync(join(project, "base/Dockerfile"), `FROM scratch\nCOPY busybox /bin/busybox\n${install}`);
  const leaf =
    'FROM base\nARG WORD\nRUN test "$WORD" != "web bad" && echo $WORD > /word\nCMD ["/bin/cat", "/word"]\n';
  writeFileSync(join(project, "leaf/Dockerfile"), leaf);
  writeFileSync(join(project, "compose.yaml"), composeFile("one"));
  onCleanup(async () => {
    await compose("down", "--timeout", "0");
    for (const name of ["base", "web", "api"])
      await engineRequest("DELETE", `/images/${image(name)}?force=1`);
  });
});

afterAll(async () => {
  await runSlipway(["uninstall-plugin"]);
});

describe("Compose 2 builds by Slipway's bake", () => {
  test("docker compose build makes images of services that build on each other", async () => {
    const { code, stdout, stderr } = await compose("build");
    expect(code, stdout + stderr).toBe(0);
    expect(stdout + stderr).toMatch(/\[web [^\]]*\] RUN test \\?"web one/);
    for (const name of ["base", "web", "api"]) {
      expect(await engineGet(`/images/${encodeURIComponent(image(name))}/json`), name).toBeDefined();
    }
  });

  test("docker compose up --build runs what it has built anew", async () => {
    writeFileSync(join(project, "compose.yaml"), composeFile("two"));
    const { code, stdout, stderr } = await compose("up", "--build");
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/web-1\s+\| web two/);
    expect(stdout).toMatch(/api-1\s+\| api two/);
  });

  test("docker compose run --build runs one service", async () => {
    writeFileSync(join(project, "compose.yaml"), composeFile("three"));
    const { code, stdout, stderr } = await compose("run", "--build", "--rm", "--no-deps", "api");
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^api three$/m);
  });

  test("docker compose build --push sends the images to their registry", async () => {
    const { code, stdout, stderr } = await compose("build", "--push");
    expect(code, stdout + stderr).toBe(0);
    const manifest = await fetch(`http://${lab.registry}/v2/slipway-compose-${suffix}-api/manifests/latest`, {
      headers: {
        accept: "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json",
      },
    });
    expect(manifest.status).toBe(200);
  });

  test("a failing service is named in Compose's error", async () => {
    writeFileSync(join(project, "compose.yaml"), composeFile("bad"));
    const { code, stdout, stderr } = await compose("build", "web");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/target web: failed to solve: .*exit code: 1/);
  });
});
