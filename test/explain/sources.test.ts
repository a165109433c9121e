import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bake } from "../../src/bake/index.js";
import { explain, pruneBuilder } from "../../src/index.js";
import { context as libraryContext } from "../library/support.js";
import {
  busyboxBase,
  busyboxContext,
  contextDirectory,
  createBuilder,
  lab,
  runBuildx,
  runSlipway,
  serve,
  serveWithGit,
  temporaryDirectory,
} from "../support/index.js";
import { made, ownCauses, type ScenarioOptions } from "./scenario.js";

/** Notes are taken from the first build on. */
const context = {
  ...libraryContext,
  env: { ...process.env, ...libraryContext.env, SLIPWAY_BUILD_NOTES: "1" },
};

let builder: string;

beforeAll(async () => {
  builder = await createBuilder("explain", { driverOptions: { network: "host" } });
});

/** The causes of a build's steps, its options aside. */
async function causes(directory: string, options: ScenarioOptions = {}, on = builder) {
  return ownCauses(await explain(undefined, await made(on, directory, options), context));
}

/** Changes the file `src/a` of a context. */
const edit = (directory: string, text: string) => writeFileSync(join(directory, "src/a"), text);

test("a base image that was pushed again", async () => {
  const image = `${lab.registry}/explain-base:${Date.now()}`;
  const push = (text: string) =>
    made(builder, contextDirectory({ Dockerfile: "FROM scratch\nCOPY a /base\n", a: text }), {
      outputs: [`type=image,name=${image},push=true,registry.insecure=true`],
    });
  const directory = contextDirectory({ Dockerfile: `FROM ${image}\nCOPY a /pushed\n`, a: "pushed" });
  await push("one");
  await made(builder, directory, {});
  await push("two");
  expect(await causes(directory)).toEqual([
    [
      expect.stringContaining("COPY a /pushed"),
      "base-image",
      expect.stringMatching(/explain-base:\d+ is now [0-9a-f]{12}, it was [0-9a-f]{12}$/),
    ],
  ]);
});

test("a commit of a Git context, and of one that is added", async () => {
  const source = contextDirectory({ Dockerfile: "FROM scratch\nCOPY a /git\n", a: "one" });
  const root = temporaryDirectory("git");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: source,
      stdio: "pipe",
    });
  const commit = (text: string) => {
    writeFileSync(join(source, "a"), text);
    git("add", "-A");
    git("commit", "-q", "-m", text);
    rmSync(join(root, "repo.git"), { recursive: true, force: true });
    git("clone", "-q", "--bare", ".", join(root, "repo.git"));
  };
  git("init", "-q", "-b", "main");
  commit("first");
  const url = await serveWithGit(root, {});
  const remote = `${url}/repo.git`;
  await made(builder, remote, {});
  commit("second");
  expect(await causes(remote)).toEqual([
    [
      expect.stringContaining("COPY a /git"),
      "source",
      expect.stringMatching(/ is now [0-9a-f]{12}, it was /),
    ],
  ]);
});

test("a file of a URL", async () => {
  let text = "one";
  const url = await serve((_, response) => response.writeHead(200, { etag: `"${text}"` }).end(text));
  const directory = contextDirectory({ Dockerfile: `FROM scratch\nADD ${url}/file /http\n` });
  await made(builder, directory, {});
  text = "two";
  expect(await causes(directory)).toEqual([
    [expect.stringContaining("ADD "), "source", expect.stringMatching(/\/file is now [0-9a-f]{12}, it was /)],
  ]);
});

test("no build of the target is known, and one of another client is known", async () => {
  const text = "FROM scratch\nCOPY src /src-first\n";
  const directory = contextDirectory({ Dockerfile: text, "src/a": "first" });
  expect(await causes(directory)).toEqual([
    [expect.stringContaining("COPY src"), "first-build", expect.any(String)],
  ]);
  const other = contextDirectory({ Dockerfile: text, "src/a": "other client" });
  const built = await runBuildx(["build", "--builder", builder, other]);
  expect(built.code, built.stderr).toBe(0);
  edit(other, "changed");
  expect(await causes(other)).toEqual([
    [expect.stringContaining("COPY src"), "unknown", expect.stringContaining("made by another client")],
  ]);
  edit(other, "changed again");
  expect(await causes(other)).toEqual([[expect.stringContaining("COPY src"), "files", "src/a changed"]]);
  const explained = await runSlipway(["history", "explain", "--builder", builder, "--format", "json", "^2"]);
  expect(JSON.parse(explained.stdout)).toMatchObject({
    steps: [{ cause: { kind: "unknown", remedy: expect.stringContaining("Build with slipway") } }],
  });
});

test("another checkout of the same name is no earlier build", async () => {
  const checkout = () =>
    join(
      contextDirectory({ "app/Dockerfile": "FROM scratch\nCOPY a /app\n", "app/a": String(Math.random()) }),
      "app",
    );
  for (const directory of [checkout(), checkout()])
    expect(await causes(directory)).toEqual([[expect.any(String), "first-build", expect.any(String)]]);
});

test("builds without notes are not compared with", async () => {
  const directory = contextDirectory({ Dockerfile: "FROM scratch\nCOPY src /src-off\n", "src/a": "off" });
  const env = { ...context.env, SLIPWAY_BUILD_NOTES: "0" };
  await made(builder, directory, { env });
  edit(directory, "changed");
  expect(await causes(directory, { env })).toMatchObject([
    [expect.any(String), "unknown", expect.any(String)],
  ]);
});

test("files that are as they were two builds ago are from the cache", async () => {
  const directory = contextDirectory({ Dockerfile: "FROM scratch\nCOPY src /src-back\n", "src/a": "one" });
  await made(builder, directory, {});
  edit(directory, "two");
  await made(builder, directory, {});
  edit(directory, "one");
  expect(await causes(directory)).toEqual([]);
});

test("a step that is new after one that the cache has from an earlier build", async () => {
  const directory = busyboxContext("COPY src /src-older\n", { files: { "src/a": "one" } });
  await made(builder, directory, {});
  edit(directory, "two");
  const longer = `${busyboxBase}COPY src /src-older\nRUN echo older\n`;
  writeFileSync(join(directory, "Dockerfile"), longer);
  await made(builder, directory, {});
  edit(directory, "one");
  expect(await causes(directory)).toEqual([
    [expect.stringContaining("RUN echo older"), "files", "src/a changed"],
  ]);
});

test("a step that comes after one that failed the last time", async () => {
  const directory = busyboxContext("COPY src /src-mended\nRUN cat /src-mended/b\nRUN echo mended\n", {
    files: { "src/a": "mended" },
  });
  await made(builder, directory, {});
  writeFileSync(join(directory, "src/b"), "b");
  expect(await causes(directory)).toEqual([
    [expect.stringContaining("COPY src"), "files", "src/b was added"],
  ]);
});

test("a file with another content, of the same size and time", async () => {
  const directory = contextDirectory({
    Dockerfile: "FROM scratch AS one\nCOPY b /one\nFROM scratch AS two\nCOPY src /src-same-time\n",
    ...{ "src/a": "1", b: "same time" },
  });
  const write = (text: string) => {
    edit(directory, text);
    utimesSync(join(directory, "src/a"), 1, 1);
  };
  write("1");
  await made(builder, directory, { target: "two" });
  write("2");
  // The daemon forgets files that a build has no need of, and so looks at them again.
  await made(builder, directory, { target: "one" });
  for (const text of ["2", "1"]) {
    write(text);
    await made(builder, directory, { target: "one" });
    const again = text === "1" ? [] : [[expect.stringContaining("COPY src"), "files", "src/a changed"]];
    expect(await causes(directory, { target: "two" })).toEqual(again);
  }
});

test("targets of bake that share a context", async () => {
  const directory = contextDirectory({
    Dockerfile: "FROM scratch AS one\nCOPY src /src-bake-one\nFROM scratch AS two\nCOPY src /src-bake-two\n",
    "src/a": "bake",
    "docker-bake.json": JSON.stringify({
      group: { default: { targets: ["one", "two"] } },
      target: { one: { target: "one" }, two: { target: "two" } },
    }),
  });
  await bake({ builder, cwd: directory, ...context });
  edit(directory, "changed");
  const results = await bake({ builder, cwd: directory, ...context });
  const found = await Promise.all(
    Object.values(results).map(async ({ ref }) => ownCauses(await explain(undefined, ref, context))),
  );
  expect(found).toEqual(
    ["one", "two"].map((name) => [[expect.stringContaining(name), "files", "src/a changed"]]),
  );
});

test("a cache that could not be imported, and one that has what is needed", async () => {
  const directory = contextDirectory({
    Dockerfile: "FROM scratch\nCOPY src /src-import\n",
    "src/a": "import",
  });
  const other = await createBuilder("explain-import", { driverOptions: { network: "host" } });
  const ref = `${lab.registry}/explain-cache:${Date.now()}`;
  const missed = await causes(directory, { cacheFrom: [`type=registry,ref=${ref}`] }, other);
  expect(missed).toEqual([
    [expect.stringContaining("COPY src"), "import-failed", expect.stringContaining("explain-cache")],
  ]);
  await made(other, directory, { cacheTo: [`type=registry,ref=${ref},mode=max`] });
  await pruneBuilder(other, { all: true, ...context });
  const hit = await causes(directory, { cacheFrom: [`type=registry,ref=${ref}`] }, other);
  expect(hit).toEqual([]);
});

test("a cache that was pruned, with and without a change", async () => {
  const directory = busyboxContext("COPY src /src-pruned\nRUN echo pruned\n", {
    files: { "src/a": "pruned" },
  });
  const other = await createBuilder("explain-prune");
  await made(other, directory, {});
  await pruneBuilder(other, { all: true, ...context });
  const removed = await causes(directory, {}, other);
  expect(new Set(removed.map(([, kind]) => kind))).toEqual(new Set(["cache-removed"]));
  await pruneBuilder(other, { all: true, ...context });
  writeFileSync(join(directory, "Dockerfile"), `${busyboxBase}COPY src /src-pruned\nRUN echo edited\n`);
  const both = await causes(directory, {}, other);
  expect(both.at(-1)).toEqual([
    expect.stringContaining("RUN echo edited"),
    "instruction",
    expect.any(String),
  ]);
});

test("another platform, and another node", async () => {
  const directory = busyboxContext("RUN echo platform\n", { architectures: ["amd64", "arm64"] });
  const other = await createBuilder("explain-nodes", { args: ["--platform", "linux/amd64"] });
  await made(other, directory, { platforms: ["linux/amd64"] });
  expect((await causes(directory, { platforms: ["linux/arm64"] }, other)).at(-1)).toEqual([
    expect.stringContaining("RUN echo platform"),
    "other-platform",
    "the target was built for linux/amd64 here, not for linux/arm64",
  ]);
  // The nodes of a builder must differ in their endpoints.
  const socket = join(temporaryDirectory("endpoint"), "engine.sock");
  symlinkSync(new URL(lab.engineHost).pathname, socket);
  const appended = [
    "create",
    "--append",
    "--name",
    other,
    "--node",
    `${other}1`,
    "--platform",
    "linux/arm64",
  ];
  const image = ["--driver-opt", `image=${lab.image}`];
  const { code, stderr } = await runSlipway([...appended, ...image, `unix://${socket}`]);
  expect(code, stderr).toBe(0);
  const elsewhere = await causes(directory, { platforms: ["linux/arm64"] }, other);
  expect(new Set(elsewhere.map(([, kind]) => kind))).toEqual(new Set(["other-node"]));
});
