import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxBase,
  busyboxContext,
  contextDirectory,
  createBuilder,
  type RunResult,
  runBuildx,
  runSlipway,
  serve,
} from "../support/index.js";

let builder: string;
let builderOnHost: string;

beforeAll(async () => {
  [builder, builderOnHost] = await Promise.all([
    createBuilder("hints"),
    createBuilder("hints", { driverOptions: { network: "host" } }),
  ]);
});

type Files = Readonly<Record<string, string>>;

/** A mistake: what is in the working directory, what is typed there, and the hint. */
type Mistake = readonly [what: string, files: Files, args: readonly string[], hint: string | RegExp];

const copying = (...lines: readonly string[]) => ["FROM scratch", ...lines, ""].join("\n");

const mistakes: readonly Mistake[] = [
  [
    "a file that .dockerignore leaves out is copied",
    {
      "app/.dockerignore": "*.md\n# secrets\nsecret*\n",
      "app/secret.txt": "x",
      "app/Dockerfile": copying("COPY secret.txt /"),
    },
    ["app"],
    "secret.txt is in app, but line 3 of app/.dockerignore leaves it out: secret*",
  ],
  [
    "a file that the Dockerfile's own ignore file leaves out is copied",
    {
      "a.txt": "x",
      ".dockerignore": "",
      "Dockerfile.dockerignore": "*\n",
      Dockerfile: copying("COPY a.txt /"),
    },
    ["."],
    "a.txt is in ., but line 1 of Dockerfile.dockerignore leaves it out: *",
  ],
  [
    "a file in a directory that is left out is mounted",
    {
      "out/a.txt": "x",
      ".dockerignore": "out\n",
      Dockerfile: `${copying()}RUN --mount=type=bind,source=out/a.txt,target=/a true\n`,
    },
    ["."],
    "out/a.txt is in ., but line 1 of .dockerignore leaves it out: out",
  ],
  [
    "a file that a named context leaves out is copied",
    { "lib/a.txt": "x", "lib/.dockerignore": "a.*\n", Dockerfile: copying("COPY --from=lib a.txt /") },
    ["--build-context", "lib=lib", "."],
    "a.txt is in lib, but line 1 of lib/.dockerignore leaves it out: a.*",
  ],
  [
    "the name of a file is mistyped",
    { "package.json": "{}", Dockerfile: copying("COPY pakage.json /") },
    ["."],
    ". has no pakage.json; did you mean package.json?",
  ],
  [
    "a file beside a Dockerfile that is not at the context's top",
    { "docker/entry.sh": "", "docker/Dockerfile": copying("COPY entry.sh /") },
    ["-f", "docker/Dockerfile", "."],
    "paths begin at the build context ., not at the Dockerfile: docker/entry.sh",
  ],
  [
    "a file outside of the context",
    { "a.txt": "", "app/Dockerfile": copying("COPY ../a.txt /") },
    ["app"],
    "../a.txt lies outside of the build context app, and only what is in that is sent",
  ],
  [
    "no Dockerfile, and one of another name",
    { "app/Dockerfile.prod": copying() },
    ["app"],
    /^there is no Dockerfile in \/.*\/app; did you mean -f app\/Dockerfile\.prod\?$/,
  ],
  [
    "no Dockerfile, and one below",
    { "app/server/Dockerfile": copying(), "app/README.md": "" },
    ["app"],
    /; did you mean -f app\/server\/Dockerfile\?$/,
  ],
  ["no Dockerfile at all", { "app/x": "" }, ["app"], /\/app; -f names a Dockerfile that lies elsewhere/],
  [
    "-f names a Dockerfile as from the context",
    { "app/Dockerfile.prod": copying() },
    ["-f", "Dockerfile.prod", "app"],
    "-f is looked for in the working directory, not in the build context: -f app/Dockerfile.prod",
  ],
  [
    "a secret that a step needs is not given",
    { Dockerfile: `${copying()}RUN --mount=type=secret,id=token,required true\n` },
    ["."],
    "give it with --secret id=token,src=FILE or --secret id=token,env=VARIABLE",
  ],
  [
    "a stage that is none",
    { Dockerfile: "FROM scratch AS base\nFROM base AS test\nCOPY x /\nFROM base AS release\n" },
    ["--target", "prod", "."],
    "the stages are base, test, release",
  ],
  [
    "an output of a type that is none",
    { Dockerfile: copying("COPY Dockerfile /") },
    ["-o", "type=foo", "."],
    "the types are local, tar, oci, docker, image, registry, cacheonly",
  ],
  [
    "a push to this machine from a builder in a container",
    { Dockerfile: copying("COPY Dockerfile /") },
    ["--push", "-t", "localhost:1/app", "."],
    "localhost is the builder itself there, not this machine; a builder on this machine's network reaches it: `slipway create --driver docker-container --driver-opt network=host`",
  ],
  [
    "a stage of which the name is mistyped",
    {
      Dockerfile:
        "FROM scratch AS builder\nCOPY Dockerfile /\nFROM scratch\nCOPY --from=bilder /Dockerfile /\n",
    },
    ["."],
    "no stage is called bilder, so it is taken for an image; did you mean builder?",
  ],
];

/** Exit status and last line, without what is another at each run. */
const ending = ({ code, stderr }: RunResult) => ({
  code,
  line: (stderr.trimEnd().split("\n").at(-1) ?? "").replaceAll(/ref \S+:|sha256:\w+/g, "R"),
});

const hintOf = ({ stderr }: RunResult) => /^Hint: (.*)\nERROR: .*\n$/m.exec(stderr)?.[1];

test.each(mistakes)("%s", async (_what, files, args, hint) => {
  const cwd = contextDirectory(files);
  const line = ["build", "--builder", builder, ...args];
  const ours = await runSlipway(line, { cwd });
  expect(hintOf(ours), ours.stderr).toEqual(hint instanceof RegExp ? expect.stringMatching(hint) : hint);
  expect(ending(ours)).toEqual(ending(await runBuildx(line, { cwd })));
});

test("a program of another processor", async () => {
  const cwd = busyboxContext('COPY --chmod=755 tool /tool\nRUN ["/tool"]\n', {
    files: { tool: "\x7fELF nothing" },
  });
  const ours = await runSlipway(["build", "--builder", builder, "."], { cwd });
  expect(hintOf(ours)).toContain("tonistiigi/binfmt --install all");
});

test("a secret from a variable that is not set is empty, and there is a warning", async () => {
  const cwd = busyboxContext("RUN --mount=type=secret,id=t test -e /run/secrets/t -a ! -s /run/secrets/t\n");
  const line = ["build", "--builder", builder, "--secret", "id=t,env=NOT_SET_AT_ALL", "."];
  const { code, stderr } = await runSlipway(line, { cwd });
  expect(stderr).toContain(
    "WARNING: secret t is empty: the environment variable NOT_SET_AT_ALL is not set\n",
  );
  expect(code).toBe(0);
});

describe("registries", () => {
  /** Answers everything below /v2/ with this, as a registry does. */
  async function registry(status: number, code: string): Promise<string> {
    const url = await serve((_request, response) => {
      const challenge = status === 401 ? { "www-authenticate": 'Basic realm="r"' } : {};
      response.writeHead(status, { "content-type": "application/json", ...challenge });
      response.end(JSON.stringify({ errors: [{ code, message: "no" }] }));
    });
    return url.replace("http://", "");
  }

  async function build(dockerfile: string, ...args: readonly string[]) {
    const cwd = contextDirectory({ Dockerfile: dockerfile });
    return hintOf(await runSlipway(["build", "--builder", builderOnHost, ...args, "."], { cwd }));
  }

  test("a push without a login", async () => {
    const host = await registry(401, "UNAUTHORIZED");
    expect(await build(copying("COPY Dockerfile /"), "--push", "-t", `${host}/team/app:1`)).toBe(
      `there is no login for ${host}: \`docker login ${host}\``,
    );
  });

  test("a base image that is private or not there", async () => {
    const host = await registry(401, "UNAUTHORIZED");
    expect(await build(`FROM ${host}/team/base:1\n`)).toBe(
      `${host}/team/base:1 does not exist, or is private: there is no login for ${host}: \`docker login ${host}\``,
    );
  });

  test("a base image that is not there", async () => {
    const host = await registry(404, "MANIFEST_UNKNOWN");
    expect(await build(`FROM ${host}/team/base:1\n`)).toBe(
      `${host} answers, and has no ${host}/team/base:1: look at its name and tag`,
    );
  });
});

test("a builder that there is already is not created again", async () => {
  const ours = await runSlipway(["create", "--name", builder]);
  expect(hintOf(ours)).toBe(
    `\`slipway create --append --name ${builder}\` adds a node to it, \`slipway rm ${builder}\` removes it`,
  );
});

test("a program of a platform without an emulator", async () => {
  const cwd = contextDirectory({
    sh: "\x7fELF of another processor",
    Dockerfile: "FROM scratch\nCOPY --chmod=755 sh /bin/sh\nRUN true\n",
  });
  const failed = await runSlipway(["build", "--builder", builder, "--platform", "linux/s390x", "."], { cwd });
  expect(hintOf(failed)).toBe(
    `the builder has no emulator for linux/s390x: \`slipway qemu install --builder ${builder} s390x\` installs one`,
  );
});

test("what is not a mistake of these has no hint", async () => {
  const cwd = contextDirectory({
    Dockerfile: busyboxBase.replace("busybox-$TARGETARCH", "completely-other"),
  });
  expect(hintOf(await runSlipway(["build", "--builder", builder, "."], { cwd }))).toBeUndefined();
});
