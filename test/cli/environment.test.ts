import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  builderName,
  busyboxContext,
  contextDirectory,
  createBuilder,
  onCleanup,
  runBuildx,
  runSlipway,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { asked, both, onTerminals, type Pair, standIn } from "./environment-support.js";

let builder: string;
/** One file on nothing, in a Git repository with a remote and a file that is not committed. */
let context: string;
/** Answers `/repo.git` as files, and everything else with 404. */
let server: Awaited<ReturnType<typeof standIn>>;

beforeAll(async () => {
  builder = await createBuilder("environment", { driverOptions: { network: "host" } });
  const files = { Dockerfile: "FROM scratch\nCOPY data /data\n", data: "x" };
  context = contextDirectory(files);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: context });
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", "https://example.com/some/repo.git");
  git("add", ".");
  git("commit", "-q", "-m", "one");
  const root = temporaryDirectory("served");
  git("clone", "-q", "--bare", context, join(root, "repo.git"));
  spawnSync("git", ["update-server-info"], { cwd: join(root, "repo.git") });
  writeFileSync(join(context, "untracked"), "x");
  server = await standIn({ port: 0 }, ({ path }) => {
    const { pathname } = new URL(path, "http://server");
    return pathname.startsWith("/repo.git/") ? fileAnswer(join(root, pathname)) : { status: 404 };
  });
});

function fileAnswer(path: string) {
  try {
    return { status: 200, body: readFileSync(path) };
  } catch {
    return { status: 404 };
  }
}

const build = (...args: string[]) => ["--builder", builder, "--progress", "plain", ...args];
const plain = (...args: string[]) => ["build", ...build(...args, context)];

/** The lines that tell something beside the progress. */
const notes = (stderr: string) => stderr.split("\n").filter((line) => /^(WARNING|ERROR|Hint): /.test(line));

/** Both programs were asked for the same but for the session in which a file is read. */
function expectEqualRequests({ ours, theirs }: Awaited<ReturnType<typeof asked>>) {
  expect(ours.attrs).toEqual(theirs.attrs);
  expect(ours.exporters).toEqual(theirs.exporters);
  return ours;
}

function expectEqual<T>({ ours, theirs }: Pair<T>): T {
  expect(ours).toEqual(theirs);
  return ours;
}

/** The attributes that the build is asked with under the environment. */
const attrsWith = async (env: NodeJS.ProcessEnv, ...args: string[]) =>
  expectEqualRequests(await asked(build(...args, context), env)).attrs;

type Row = readonly [variables: string, shown: () => Promise<void>];

const ofBuildx: readonly Row[] = [
  [
    "BUILDX_BUILDER",
    async () => {
      const { ours, theirs } = await both(["build", context], { BUILDX_BUILDER: builder });
      for (const { stderr } of [ours, theirs])
        expect(stderr).toContain(`building with "${builder}" instance`);
    },
  ],
  [
    "BUILDX_CONFIG",
    async () => {
      const env = { BUILDX_CONFIG: temporaryDirectory("state") };
      const { stdout } = expectEqual(await both(["ls", "--format", "{{.Name}}"], env));
      expect(stdout).not.toContain(builder);
    },
  ],
  [
    "BUILDX_NO_DEFAULT_LOAD",
    async () => {
      const on = await both(plain(), { BUILDX_NO_DEFAULT_LOAD: "1" });
      for (const { stderr } of [on.ours, on.theirs]) expect(notes(stderr)).toEqual([]);
      const bad = await both(plain(), { BUILDX_NO_DEFAULT_LOAD: "maybe" });
      const [ours, theirs] = [bad.ours, bad.theirs].map(({ stderr }) => [...new Set(notes(stderr))].sort());
      expect(ours).toEqual(theirs);
      expect(ours).toContain("WARNING: invalid non-bool value for BUILDX_NO_DEFAULT_LOAD: maybe");
    },
  ],
  [
    "BUILDX_NO_DEFAULT_ATTESTATIONS",
    async () => {
      expect(await attrsWith({})).toHaveProperty(["attest:provenance"]);
      const env = { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" };
      expect(await attrsWith(env)).not.toHaveProperty(["attest:provenance"]);
    },
  ],
  [
    // docker-buildx before 0.30 does not know it.
    "BUILDX_NO_DEFAULT_OCI_ARTIFACT",
    async () => {
      const { ours } = await asked(build("-o", "type=image", context), {
        BUILDX_NO_DEFAULT_OCI_ARTIFACT: "1",
      });
      expect(ours.exporters).toEqual([{ type: "image", attrs: { "oci-artifact": "false" } }]);
    },
  ],
  [
    "BUILDX_METADATA_PROVENANCE",
    async () => {
      const key = "buildx.build.provenance";
      const off = await asked(build("-o", "type=image", context), { BUILDX_METADATA_PROVENANCE: "disabled" });
      for (const { metadata } of [off.ours, off.theirs]) expect(metadata).not.toHaveProperty([key]);
      const max = await asked(build("-o", "type=image", context), { BUILDX_METADATA_PROVENANCE: "max" });
      for (const { metadata } of [max.ours, max.theirs]) {
        expect(metadata).toHaveProperty([key, "buildConfig"]);
      }
    },
  ],
  [
    "BUILDX_METADATA_WARNINGS",
    async () => {
      const warned = contextDirectory({ Dockerfile: "from scratch AS Stage\nCOPY Dockerfile /\n" });
      const { ours, theirs } = await asked(build(warned), { BUILDX_METADATA_WARNINGS: "1" });
      for (const { metadata } of [ours, theirs]) {
        expect(metadata["buildx.build.warnings"]).toHaveLength(3);
      }
    },
  ],
  [
    "BUILDX_GIT_INFO",
    async () => {
      expect(Object.keys(await attrsWith({})).filter((key) => key.startsWith("vcs:"))).toHaveLength(4);
      expect(Object.keys(await attrsWith({ BUILDX_GIT_INFO: "0" })).join()).not.toContain("vcs:");
    },
  ],
  [
    "BUILDX_GIT_LABELS",
    async () => {
      const attrs = await attrsWith({ BUILDX_GIT_LABELS: "full" });
      expect(Object.keys(attrs).filter((key) => key.startsWith("label:"))).toHaveLength(3);
    },
  ],
  [
    "BUILDX_GIT_CHECK_DIRTY",
    async () => {
      const attrs = await attrsWith({ BUILDX_GIT_CHECK_DIRTY: "1" });
      expect(attrs["vcs:revision"]).toMatch(/^[0-9a-f]{40}-dirty$/);
    },
  ],
  [
    "BUILDX_SEND_GIT_QUERY_AS_INPUT",
    async () => {
      const url = `http://127.0.0.1:${server.port}/repo.git?branch=main`;
      const named = [...build("--build-context", `x=${url}`), url];
      const without = expectEqualRequests(await asked(named));
      expect(without.attrs).toMatchObject({ context: url, "context:x": url });
      const { attrs } = expectEqualRequests(await asked(named, { BUILDX_SEND_GIT_QUERY_AS_INPUT: "1" }));
      expect(attrs).toMatchObject({ "input:context": url, "context:x": "input:git_state_context:x" });
      expect(attrs).not.toHaveProperty("context");
    },
  ],
  [
    // The profiles are V8's, which docker-buildx knows nothing of.
    "BUILDX_CPU_PROFILE BUILDX_MEM_PROFILE",
    async () => {
      const directory = temporaryDirectory("profiles");
      const [cpu, memory] = [join(directory, "a.cpuprofile"), join(directory, "a.heapprofile")];
      const env = { BUILDX_CPU_PROFILE: cpu, BUILDX_MEM_PROFILE: memory };
      expect(await runSlipway(["ls"], { env })).toMatchObject({ code: 0, stderr: "" });
      expect(JSON.parse(readFileSync(cpu, "utf8"))).toHaveProperty("nodes");
      expect(JSON.parse(readFileSync(memory, "utf8"))).toHaveProperty("samples");
      const failed = await runSlipway(["ls"], { env: { BUILDX_CPU_PROFILE: "/nowhere/profile" } });
      expect(failed).toMatchObject({
        code: 0,
        stderr: "WARNING: cannot write the profile /nowhere/profile: no such file or directory\n",
      });
    },
  ],
];

/** How a pull with a login is shown, from a registry that the daemon has not seen yet. */
async function pullSteps(run: typeof runSlipway, noToken: string): Promise<string[]> {
  const { port, seen } = await standIn({ port: 0 }, ({ path, headers: { host } }) => {
    if (path.startsWith("/token")) return { status: 200, body: '{"token":"t"}' };
    const challenge = `Bearer realm="http://${host}/token",service="s",scope="repository:some/image:pull"`;
    return { status: 401, headers: { "WWW-Authenticate": challenge } };
  });
  const auth = Buffer.from("me:secret").toString("base64");
  const env = {
    BUILDKIT_NO_CLIENT_TOKEN: noToken,
    DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [`127.0.0.1:${port}`]: { auth } } }),
  };
  const from = contextDirectory({ Dockerfile: `FROM 127.0.0.1:${port}/some/image\n` });
  const { stderr } = await run(["build", ...build(from)], { env });
  expect(seen.filter(({ path }) => path.startsWith("/token")).length, stderr).toBeGreaterThan(0);
  return [...new Set(stderr.match(/\[auth\] .* for 127\.0\.0\.1/g))];
}

/** The greatest number of output lines that a step showed at once. */
const windowHeight = (text: string) =>
  Math.max(...text.split("␛[?25l").map((frame) => frame.match(/# row \d+/g)?.length ?? 0));

const ofBuildkit: readonly Row[] = [
  [
    "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY",
    async () => {
      const directory = temporaryDirectory("policy");
      const write = (name: string, text: string) => {
        writeFileSync(join(directory, name), text);
        return join(directory, name);
      };
      const rule = { action: "DENY", selector: { identifier: "docker-image://*" } };
      const from = contextDirectory({ Dockerfile: "FROM 127.0.0.1:1/some/image\n" });
      for (const [file, message] of [
        [write("deny", JSON.stringify({ rules: [rule] })), /denied by policy/],
        [
          write("bad", JSON.stringify({ rules: [{ action: "BOGUS" }] })),
          /unrecognized enum ALLOW value "BOGUS"/,
        ],
        ["/nowhere/policy", /failed to read policy file: open \/nowhere\/policy: no such file or directory/],
      ] as const) {
        const env = { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: file };
        const { ours, theirs } = await both(["build", ...build(from)], env);
        expect([ours.code, notes(ours.stderr)]).toEqual([theirs.code, notes(theirs.stderr)]);
        expect(notes(ours.stderr).at(-1)).toMatch(message);
      }
    },
  ],
  [
    "BUILDKIT_HOST",
    async () => {
      const name = builderName("host");
      await runSlipway(["create", "--name", name], { env: { BUILDKIT_HOST: "tcp://127.0.0.1:1" } });
      const { stdout } = await runSlipway(["inspect", name]);
      expect(stdout).toMatch(/^Driver: +remote$[\s\S]*^Endpoint: +tcp:\/\/127\.0\.0\.1:1$/m);
    },
  ],
  [
    "BUILDKIT_PROGRESS",
    async () => {
      const { ours, theirs } = await both(["build", "--builder", builder, context], {
        BUILDKIT_PROGRESS: "rawjson",
      });
      for (const { stderr } of [ours, theirs]) expect(stderr).toMatch(/^\{"vertexes":/m);
    },
  ],
  [
    "BUILDKIT_NO_CLIENT_TOKEN DOCKER_AUTH_CONFIG",
    async () => {
      for (const run of [runSlipway, runBuildx]) {
        expect(await pullSteps(run, "0")).toEqual(["[auth] some/image:pull token for 127.0.0.1"]);
        expect(await pullSteps(run, "1")).toEqual(["[auth] sharing credentials for 127.0.0.1"]);
      }
    },
  ],
  [
    "BUILDKIT_COLORS NO_COLOR",
    async () => {
      const env = { BUILDKIT_COLORS: "run=green" };
      for (const text of Object.values(await onTerminals(["build", "--builder", builder, context], env))) {
        expect(text).toContain("␛[32m => ");
      }
      const without = await onTerminals(["build", "--builder", builder, context], { ...env, NO_COLOR: "1" });
      for (const text of Object.values(without)) expect(text).not.toMatch(/␛\[3\dm =>/);
    },
  ],
  [
    "BUILDKIT_TTY_LOG_LINES TTY_DISPLAY_RATE",
    async () => {
      const steps = busyboxContext("RUN for i in $(seq 12); do echo row $i; done; sleep 1\n");
      const args = ["build", "--builder", builder, "--no-cache", steps];
      const env = { BUILDKIT_TTY_LOG_LINES: "12", TTY_DISPLAY_RATE: "20" };
      const frames = (text: string) => text.split("␛[?25l").length;
      const quick = await onTerminals(args, env);
      const slow = await onTerminals(args, { ...env, TTY_DISPLAY_RATE: "400" });
      // The window of docker-buildx loses lines that come faster than it grows.
      expect(windowHeight(quick.ours)).toBe(12);
      for (const program of ["ours", "theirs"] as const) {
        expect(frames(quick[program])).toBeGreaterThan(2 * frames(slow[program]));
      }
    },
  ],
  [
    "PROGRESS_NO_TRUNC",
    async () => {
      const long = contextDirectory({ Dockerfile: `FROM scratch\nCOPY Dockerfile /${"long/".repeat(20)}\n` });
      const { ours, theirs } = await both(["build", ...build(long)], { PROGRESS_NO_TRUNC: "0" });
      const [our, their] = [ours, theirs].map(({ stderr }) => /\[1\/1\] COPY.*/.exec(stderr)?.[0]);
      expect(our).toMatch(/\.\.\.$/);
      expect(our).toBe(their);
    },
  ],
];

const buildArguments: readonly Row[] = [
  [
    "BUILDKIT_SYNTAX",
    async () => {
      const syntax = `BUILDKIT_SYNTAX=127.0.0.1:${server.port}/no/frontend:x extra`;
      const { ours, theirs } = await both(plain("--build-arg", syntax));
      const said = notes(ours.stderr).filter((line) => !line.startsWith("Hint: "));
      expect([ours.code, said]).toEqual([theirs.code, notes(theirs.stderr)]);
      expect(ours.stderr).toContain(`docker-image://127.0.0.1:${server.port}/no/frontend:x\n`);
    },
  ],
  [
    "BUILDKIT_MULTI_PLATFORM",
    async () => {
      const args = ["--build-arg", "BUILDKIT_MULTI_PLATFORM=1"];
      expect(await attrsWith({}, ...args)).toHaveProperty("multi-platform", "true");
    },
  ],
  [
    "BUILDKIT_INLINE_CACHE",
    async () => {
      const args = ["-o", "type=image", "--provenance=false", "--build-arg", "BUILDKIT_INLINE_CACHE=1"];
      const { ours, theirs } = await both(plain(...args));
      for (const { stderr } of [ours, theirs]) expect(stderr).toContain("preparing layers for inline cache");
      const digest = "containerimage.digest";
      const made = await asked(build(...args, context));
      expect(made.ours.metadata[digest]).toBe(made.theirs.metadata[digest]);
    },
  ],
  [
    "BUILDKIT_INLINE_BUILDINFO_ATTRS",
    async () => {
      const args = ["-o", "type=image", "--build-arg", "BUILDKIT_INLINE_BUILDINFO_ATTRS=1"];
      const { exporters } = expectEqualRequests(await asked(build(...args, context)));
      expect(exporters).toEqual([{ type: "image", attrs: { "buildinfo-attrs": "1" } }]);
    },
  ],
  [
    "SOURCE_DATE_EPOCH",
    async () => {
      const attrs = await attrsWith({ SOURCE_DATE_EPOCH: "1" });
      expect(attrs).toHaveProperty(["build-arg:SOURCE_DATE_EPOCH"], "1");
    },
  ],
];

const cacheImports = async (cache: string, env: NodeJS.ProcessEnv) =>
  JSON.parse((await attrsWith(env, "--cache-from", cache))["cache-imports"] ?? "null") as unknown;

const ofDocker: readonly Row[] = [
  [
    "DOCKER_DEFAULT_PLATFORM",
    async () => {
      expect(await attrsWith({ DOCKER_DEFAULT_PLATFORM: "linux/s390x" })).toHaveProperty(
        "platform",
        "linux/s390x",
      );
    },
  ],
  [
    "DOCKER_CONFIG",
    async () => {
      const { stdout } = expectEqual(
        await both(["ls", "--format", "{{.Name}}"], { DOCKER_CONFIG: temporaryDirectory("other") }),
      );
      expect(stdout).not.toContain(builder);
    },
  ],
  [
    "DOCKER_CONTEXT DOCKER_HOST",
    async () => {
      const list = ["ls", "--format", "{{.Name}} {{.DriverEndpoint}} {{.Status}}"];
      const host = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
      const unreachable = await both(list, host);
      for (const { stdout } of [unreachable.ours, unreachable.theirs])
        expect(stdout).toMatch(/^default .*error/m);
      const unknown = await both(["inspect"], { DOCKER_CONTEXT: "unknown" });
      for (const { code, stderr } of [unknown.ours, unknown.theirs]) {
        expect([code, stderr]).toEqual([1, expect.stringContaining('no builder "unknown" found')]);
      }
    },
  ],
  [
    "DOCKER_API_VERSION DOCKER_CUSTOM_HEADERS",
    async () => {
      const path = join(temporaryDirectory("engine"), "engine.sock");
      const { seen } = await standIn({ path }, () => ({ status: 200, headers: { "Api-Version": "1.41" } }));
      const env = {
        DOCKER_HOST: `unix://${path}`,
        DOCKER_API_VERSION: "1.39",
        DOCKER_CUSTOM_HEADERS: "X-Mine=1",
      };
      await runSlipway(["inspect", "default"], { env });
      const versioned = seen.filter((request) => request.path.startsWith("/v1."));
      expect(versioned.length).toBeGreaterThan(0);
      for (const request of versioned) {
        expect(request.path).toMatch(/^\/v1\.39\//);
        expect(request.headers["x-mine"]).toBe("1");
      }
      for (const [value, message] of [
        ["X", "missing \"=\" in key=value pair: 'X'"],
        ["=1", "value contains a key=value pair with an empty key"],
      ] as const) {
        const result = await runSlipway(["inspect", "default"], { env: { DOCKER_CUSTOM_HEADERS: value } });
        expect(result.stdout + result.stderr).toContain(message);
      }
    },
  ],
  [
    "DOCKER_CLI_PLUGIN_SOCKET",
    async () => {
      const path = join(temporaryDirectory("plugin"), "docker.sock");
      const sockets: Socket[] = [];
      const docker = createServer((socket) => void sockets.push(socket)).listen(path);
      onCleanup(() => void docker.close());
      await once(docker, "listening");
      const slow = busyboxContext("FROM base\nRUN echo started && sleep 60\n");
      const running = startSlipway(["build", ...build(slow)], { env: { DOCKER_CLI_PLUGIN_SOCKET: path } });
      await running.waitForOutput("started");
      for (const socket of sockets) socket.end();
      expect(await running.finished).toMatchObject({ code: 130 });
    },
  ],
  [
    "ACTIONS_RUNTIME_TOKEN ACTIONS_CACHE_URL ACTIONS_RESULTS_URL ACTIONS_CACHE_SERVICE_V2",
    async () => {
      expect(await cacheImports("type=gha", {})).toBe(null);
      const url = `http://127.0.0.1:${server.port}/`;
      const env = { ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_RESULTS_URL: `${url}results/` };
      const v1 = { token: "t", url: `${url}cache/` };
      expect(await cacheImports("type=gha", { ...env, ACTIONS_CACHE_URL: `${url}cache/` })).toEqual([
        { Type: "gha", Attrs: v1 },
      ]);
      expect(await cacheImports("type=gha", { ...env, ACTIONS_CACHE_SERVICE_V2: "True" })).toMatchObject([
        { Type: "gha", Attrs: { token: "t", url_v2: env.ACTIONS_RESULTS_URL } },
      ]);
    },
  ],
  [
    "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_SHARED_CREDENTIALS_FILE",
    async () => {
      const cache = `type=s3,bucket=b,region=r,use_path_style=true,endpoint_url=http://127.0.0.1:${server.port}`;
      const keys = { access_key_id: "id", secret_access_key: "key" };
      const env = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key", AWS_SESSION_TOKEN: "session" };
      expect(await cacheImports(cache, env)).toMatchObject([
        { Attrs: { ...keys, session_token: "session" } },
      ]);
      const file = join(temporaryDirectory("aws"), "credentials");
      writeFileSync(file, "[other]\naws_access_key_id = id\naws_secret_access_key = key\n");
      const profile = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: "other" };
      expect(await cacheImports(cache, profile)).toMatchObject([{ Attrs: keys }]);
    },
  ],
];

describe.each([
  ["Buildx", ofBuildx],
  ["BuildKit and the progress", ofBuildkit],
  ["build arguments", buildArguments],
  ["Docker and services", ofDocker],
] as const)("variables of %s", (_whose, rows) => {
  test.each(rows)("%s", async (_variables, shown) => {
    await shown();
  });
});
