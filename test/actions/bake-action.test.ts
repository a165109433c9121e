import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  lab,
  makeRepository,
  serveWithGit,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

const FILES = {
  file: "",
  "base/Dockerfile": "FROM scratch\nARG WHO\nCOPY file /base-$WHO\n",
  "base/file": "base\n",
  "app/Dockerfile": "FROM base\nCOPY file /app\n",
  "app/file": "app\n",
  "docker-bake.hcl": [
    'variable "WHO" { default = "nobody" }',
    'group "default" { targets = ["app", "docs"] }',
    'target "base" {',
    '  context = "base"',
    "  args = { WHO = WHO }",
    "}",
    'target "app" {',
    '  context = "app"',
    '  contexts = { base = "target:base" }',
    '  attest = ["type=sbom,disabled=true"]',
    '  cache-from = ["example.com/cache", "type=gha,scope=a"]',
    "}",
    'target "docs" {',
    '  inherits = ["base"]',
    '  secret = ["id=token,env=TOKEN"]',
    "}",
  ].join("\n"),
};

/** What run-bake.mjs reports; see there. */
interface Report {
  readonly definition: { readonly target: Readonly<Record<string, object>> };
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly refs: readonly string[];
  readonly built: { readonly code: number; readonly stderr: string };
  readonly [part: string]: unknown;
}

let builder = "";
let directory = "";
let server = "";

beforeAll(async () => {
  builder = await createBuilder("bake-action", { driverOptions: { network: "host" } });
  directory = contextDirectory(FILES);
  const root = temporaryDirectory("repositories");
  makeRepository(contextDirectory(FILES), join(root, "shop.git"));
  server = await serveWithGit(root, {});
});

/** Lets the library under docker/bake-action read a definition, build it and read what came of it. */
async function runAction(source: string, progress: string): Promise<Report> {
  const report = join(temporaryDirectory("report"), "report.json");
  const inputs = {
    builder,
    source,
    progress,
    workdir: directory,
    files: [],
    targets: [],
    allow: ["network.host"],
    set: ["*.labels.by=me,and you", "app.output=type=cacheonly", "docs.output=type=local,dest=out"],
    vars: ["WHO=action"],
    githubToken: "secret",
  };
  // Without docker on the path the library takes the stand-alone program.
  const path = join(temporaryDirectory("bin"), "bin");
  mkdirSync(path);
  symlinkSync(slipwayPath, join(path, "buildx"));
  symlinkSync(process.execPath, join(path, "node"));
  symlinkSync("/usr/bin/flock", join(path, "flock"));
  const script = fileURLToPath(new URL("run-bake.mjs", import.meta.url));
  const { code, stdout, stderr } = await startProgram(
    process.execPath,
    [script, lab.actionsToolkit, JSON.stringify(inputs), report],
    {
      env: {
        PATH: path,
        TOKEN: "t",
        RUNNER_TEMP: temporaryDirectory("runner"),
        GITHUB_WORKSPACE: directory,
        GITHUB_REPOSITORY: "slipway/bake",
      },
    },
  ).finished;
  expect(code, stdout + stderr).toBe(0);
  return JSON.parse(readFileSync(report, "utf8")) as Report;
}

describe("the Bake class of @docker/actions-toolkit works with Slipway", () => {
  test.each([
    ["of this machine", () => "", "plain", (name: string) => name],
    [
      "of a Git repository, as docker/bake-action does by default",
      () => `${server}/shop.git#main`,
      "rawjson",
      (name: string) => `${server}/shop.git#main:${name}`,
    ],
  ])("for a definition %s", async (_, source, progress, context) => {
    const report = await runAction(source(), progress);

    const common = { dockerfile: "Dockerfile", labels: { by: "me,and you" } };
    const base = { ...common, context: context("base"), args: { WHO: "action" } };
    expect(report.definition.target).toEqual({
      app: {
        ...common,
        context: context("app"),
        contexts: { base: "target:base" },
        attest: [{ type: "sbom", disabled: true }],
        "cache-from": [
          { type: "registry", ref: "example.com/cache" },
          { type: "gha", scope: "a" },
        ],
        output: [{ type: "cacheonly" }],
      },
      base: { ...base, output: [{ type: "cacheonly" }] },
      docs: {
        ...base,
        secret: [{ id: "token", env: "TOKEN" }],
        output: [{ type: "local", dest: "out" }],
      },
    });
    expect(report.printed).toMatchObject({ code: 0, definition: { group: { default: {} } } });
    expect(report.linked).toEqual(["app", "base"]);
    expect(report.has).toEqual({ local: true, tar: false, provenance: false, sbom: true, gitToken: false });

    expect(report.built.code, report.built.stderr).toBe(0);
    expect(Object.keys(report.metadata)).toEqual(["app", "base", "docs"]);
    const ref = new RegExp(`^${builder}/${builder}0/\\w{25}$`);
    for (const target of Object.values(report.metadata)) {
      expect(target).toMatchObject({
        "buildx.build.ref": expect.stringMatching(ref),
        "buildx.build.provenance": { buildType: expect.any(String) },
      });
    }
    expect(report.refs).toEqual(Object.values(report.metadata).map((target) => target["buildx.build.ref"]));
    expect(readFileSync(join(directory, "out/base-action"), "utf8")).toBe("base\n");

    expect(report.failed).toEqual({
      code: 1,
      message: expect.stringContaining('target stage "nobody" could not be found'),
    });
    expect(report.refused).toBe("cannot parse bake definitions: failed to find target nobody");
  });
});
