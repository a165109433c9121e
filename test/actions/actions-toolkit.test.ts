import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  builderName,
  busyboxContext,
  contextDirectory,
  dockerConfig,
  lab,
  runSlipway,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

/** What run-actions.mjs reports; see there. */
interface Report {
  readonly setUp: Readonly<Record<string, unknown>>;
  readonly build: Readonly<Record<string, unknown>> & {
    readonly args: readonly string[];
    readonly metadata: Readonly<Record<string, unknown>>;
  };
  readonly after: unknown;
  readonly failure: unknown;
  readonly cleanUp: unknown;
}

const dockerfile = `ARG GREETING
LABEL greeting=$GREETING
RUN --mount=type=secret,id=text --mount=type=secret,id=file --mount=type=secret,id=variable \\
  cat /run/secrets/text /run/secrets/file /run/secrets/variable > /secrets
from base AS warned
COPY --from=0 /secrets /secrets
`;

/** Lets the library under Docker's GitHub actions set up a builder, build, read what came of it, and clean up. */
async function runActions(env: NodeJS.ProcessEnv, tag: string): Promise<{ builder: string; report: Report }> {
  const builder = builderName("actions");
  const context = busyboxContext(dockerfile);
  const secret = join(contextDirectory({ secret: "from a file\n" }), "secret");
  const summary = join(contextDirectory({ summary: "" }), "summary");
  const reportFile = join(temporaryDirectory("report"), "report.json");
  const inputs = {
    builder,
    context,
    driverOptions: `image=${lab.image}\nnetwork=host\n"env.GREETING=hello, world"`,
    daemonFlags: "--allow-insecure-entitlement network.host",
    daemonConfig: `[registry."${lab.registry}"]\n  http = true\n`,
    buildArgs: "GREETING=hello, world\nUNUSED=1",
    labels: "org.example.one=1\n# a comment\norg.example.two=a,b",
    secrets: "text=from a text",
    secretFiles: `file=${secret}`,
    secretEnvs: "variable=SECRET_VARIABLE",
    tags: `${lab.registry}/${tag}:one,${lab.registry}/${tag}:two`,
    outputs: "type=image,push=true",
    provenance: "mode=max",
  };
  const script = fileURLToPath(new URL("run-actions.mjs", import.meta.url));
  const { code, stdout, stderr } = await startProgram(
    process.execPath,
    [script, lab.actionsToolkit, JSON.stringify(inputs), reportFile],
    {
      env: {
        SECRET_VARIABLE: "from a variable",
        RUNNER_TEMP: temporaryDirectory("runner"),
        GITHUB_WORKSPACE: context,
        GITHUB_REPOSITORY: "slipway/actions",
        GITHUB_STEP_SUMMARY: summary,
        ...env,
      },
    },
  ).finished;
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).not.toContain("::warning");
  return { builder, report: JSON.parse(readFileSync(reportFile, "utf8")) as Report };
}

/** Everything the library makes of Slipway's output. */
function expectUnderstood(builder: string, { setUp, build, after, failure, cleanUp }: Report): void {
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  const version = expect.stringMatching(/^v\d+\.\d+\.\d+/);
  expect(setUp).toMatchObject({
    available: true,
    version: expect.stringMatching(/^0\.\d+\.\d+$/),
    satisfies: { old: true, future: false },
    existedBefore: false,
    exists: true,
    builder: {
      name: builder,
      driver: "docker-container",
      lastActivity: expect.stringMatching(/^\d{4}-.*Z$/),
      nodes: [
        {
          name: `${builder}0`,
          endpoint: lab.engineHost,
          status: "running",
          "driver-opts": expect.arrayContaining([
            `image=${lab.image}`,
            "network=host",
            "env.GREETING=hello, world",
          ]),
          "buildkitd-flags": "--allow-insecure-entitlement network.host",
          buildkit: version,
          platforms: expect.stringContaining("linux/"),
          features: expect.objectContaining({ "OCI exporter": true, "Multi-platform build": true }),
          labels: expect.objectContaining({ "org.mobyproject.buildkit.worker.executor": expect.any(String) }),
          gcPolicy: expect.arrayContaining([expect.objectContaining({ all: expect.any(Boolean) })]),
          files: { "buildkitd.toml": expect.stringContaining("http = true") },
        },
      ],
    },
    daemonVersions: [version],
  });

  const ref = expect.stringMatching(new RegExp(`^${builder}/${builder}0/\\w{25}$`));
  expect(build).toMatchObject({
    imageId: digest,
    digest,
    ref,
    refs: [build.ref],
    metadata: {
      "buildx.build.ref": ref,
      "containerimage.digest": build.digest,
      "containerimage.descriptor": { digest: build.digest },
      "image.name": expect.stringContaining(":two"),
    },
    provenance: { buildType: expect.any(String) },
    localState: {
      LocalPath: build.args.at(-1),
      DockerfilePath: join(build.args.at(-1) ?? "", "Dockerfile"),
    },
  });
  expect(build.args).toContain("GREETING=hello, world");
  const id = String(build.ref).split("/").at(-1) ?? "";
  expect(after).toMatchObject({
    details: { Ref: id, Status: "completed", Attachments: expect.arrayContaining([expect.anything()]) },
    exported: {
      builderName: builder,
      nodeName: `${builder}0`,
      refs: [id],
      dockerbuildSize: expect.any(Number),
      summaries: { [id]: { status: "completed", duration: expect.stringMatching(/^\d/), error: "" } },
    },
    isGzip: true,
    summary: expect.stringContaining(id.slice(0, 6).toUpperCase()),
  });
  expect(failure).toEqual({
    code: 1,
    message: expect.stringContaining('target stage "nobody" could not be found'),
  });
  expect(cleanUp).toEqual({ code: 0, exists: false });
}

describe("@docker/actions-toolkit works with Slipway", () => {
  test("as the stand-alone buildx", async () => {
    const directory = join(temporaryDirectory("bin"), "bin");
    mkdirSync(directory);
    symlinkSync(slipwayPath, join(directory, "buildx"));
    symlinkSync(process.execPath, join(directory, "node"));
    symlinkSync("/usr/bin/flock", join(directory, "flock"));
    // Without docker on the path the library takes the stand-alone program.
    const { builder, report } = await runActions({ PATH: directory }, "actions-standalone");
    expectUnderstood(builder, report);
  });

  test("as the plugin of the docker command", async ({ skip }) => {
    skip(spawnSync("docker", ["--version"]).status !== 0, "there is no docker command on this machine");
    await runSlipway(["install-plugin"]);
    writeFileSync(join(dockerConfig(), "config.json"), "{}");
    const { builder, report } = await runActions({ BUILDX_METADATA_WARNINGS: "1" }, "actions-plugin");
    expectUnderstood(builder, report);
    expect(report.build).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ short: expect.any(String) })]),
      annotations: expect.arrayContaining([
        {
          title: expect.stringContaining("casing"),
          message: expect.stringContaining("ConsistentInstructionCasing"),
          file: "Dockerfile",
          startLine: expect.any(Number),
        },
      ]),
    });
  });
});
