import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  busyboxContext,
  createBuilder,
  flagsWithoutRow,
  peerFlagLines,
  type RunResult,
  runBuildx,
  runSlipway,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";

const dockerfile = `ARG FOO=1
RUN ["/bin/busybox", "sh", "-c", "echo hello $FOO"]
FROM base AS bad
RUN ["/bin/busybox", "sh", "-c", "echo line1; echo line2; exit 3"]
FROM scratch AS plain
COPY Dockerfile /
FROM base
`;

let builder: string;
let context: string;
let failed: string;
/** Whether the peer is of a version with `history trace`. */
let hasTrace: boolean;

beforeAll(async () => {
  builder = await createBuilder("history");
  context = busyboxContext(dockerfile);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: context });
  git("init", "-q");
  git("remote", "add", "origin", "https://user:secret@example.com/acme/app.git");
  const build = (...args: string[]) =>
    runBuildx(["build", "--builder", builder, "--progress", "plain", ...args, context]);
  await build("--build-arg", "FOO=2", "--label", "a=b", "--no-cache");
  await build("--target", "bad", "--network", "host", "--add-host", "h:1.2.3.4", "--shm-size", "64m");
  const archive = join(temporaryDirectory("history"), "out.tar");
  const attest = ["--platform", "linux/amd64,linux/arm64", "--provenance", "mode=max", "--target", "plain"];
  await build(...attest, "-o", `type=oci,dest=${archive}`, "-f", join(context, "Dockerfile"));
  // Slipway's own builds are in the same history.
  await runSlipway([
    "build",
    "--builder",
    builder,
    "--quiet",
    "--build-arg",
    "BUILDKIT_BUILD_NAME=ours",
    context,
  ]);
  const refs = await runSlipway(["history", "ls", "--builder", builder, "--format", "{{.Ref}} {{.Name}}"]);
  const lines = refs.stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(4);
  failed = lines.find((line) => line.endsWith("(bad)"))?.split(" ")[0] ?? "";
  hasTrace = !(await runBuildx(["history", "trace", "--help"])).stdout.startsWith("Commands to work");
});

const settle = ({ code, stdout, stderr }: RunResult) => ({
  code,
  stdout: stdout
    .replaceAll(/(Less than a second|About a minute|\d+ \w+) ago */g, "AGE ")
    // Where in the code of the client itself an error was made is its own affair.
    .replace(/"Stack": ".*"/, '"Stack": "…"')
    .replace(/(CREATED AT) +/, "$1 ")
    .replaceAll(/ +$/gm, ""),
  stderr: stderr.replaceAll(/^Hint: .*\n/gm, ""),
});

async function expectEqual(args: readonly string[]): Promise<RunResult> {
  const line = ["history", ...args, "--builder", builder];
  const [ours, theirs] = await Promise.all([
    runSlipway(line, { cwd: context }),
    runBuildx(line, { cwd: context }),
  ]);
  expect(settle(ours)).toEqual(settle(theirs));
  return ours;
}

/** What both say alike, on the same builder. */
const agreeing: readonly (readonly string[])[] = [
  ["ls"],
  ["ls", "--no-trunc"],
  ["ls", "--format", "json"],
  ["ls", "--format", "{{.FullRef}} {{.Name}} {{.Status}} {{.Duration}} {{.Link}}"],
  ["ls", "--format", "table {{.Name}}\\t{{.Link}}\\t{{.FullRef}}"],
  ["ls", "--filter", "status=error"],
  ["ls", "--filter", "status!=error", "--filter", "startedAt<1h"],
  ["ls", "--filter", "repository=acme", "--filter", "completedAt>1h"],
  ["ls", "--filter", "startedAt>2020-01-01T00:00:00Z", "--filter", "duration<1h"],
  ["inspect"],
  ["inspect", "^1"],
  ["inspect", "^1", "--format", "json"],
  ["inspect", "^3", "--format", "{{.Name}} {{.Duration}} {{.NumTotalSteps}} {{.Config.NoCache}}"],
  ["logs", "^3"],
  ["logs", "--progress", "rawjson"],
  ["inspect", "attachment", "^1", "--type", "index"],
  ["inspect", "attachment", "^1", "--type", "provenance", "--platform", "linux/arm64"],
  ["ls", "--local"],
  ["ls", "--debug"],
];

/** What both refuse alike. */
const failing: readonly (readonly string[])[] = [
  ["ls", "--filter", "status"],
  ["ls", "--filter", "foo=bar"],
  ["ls", "--filter", "status<x"],
  ["ls", "--filter", "duration>=3s"],
  ["ls", "--filter", "startedAt>zz"],
  ["ls", "--format", "{{.Foo}}"],
  ["inspect", "nosuch"],
  ["inspect", "a", "b"],
  ["inspect", "^x"],
  ["inspect", "^99"],
  ["inspect", "^4"],
  ["inspect", "--format", "{{.Foo}}"],
  ["inspect", "--format", "{{.Foo"],
  ["inspect", "attachment"],
  ["inspect", "attachment", "^0", "bad"],
  ["inspect", "attachment", "^0", "--type", "nothing"],
  ["logs", "--progress", "tty"],
  ["logs", "--progress", "foo"],
  ["rm"],
  ["rm", "--all", "x"],
  ["rm", "never-seen"],
  ["export", "--all", "x"],
  ["export", "-o", "/nonexistent/x"],
  ["import", "-f", "/nonexistent"],
];

/** What both write alike. */
const exporting: readonly (readonly string[])[] = [
  ["export"],
  ["export", "^3"],
  ["export", "--finalize"],
  ["export", "--all"],
];

describe("history says what docker-buildx says", () => {
  test.each(agreeing.map((args) => [args]))("%j", async (args) => {
    const { code, stdout, stderr } = await expectEqual(args);
    expect({ code, printed: stdout + stderr !== "" }).toEqual({ code: 0, printed: true });
  });

  test("of a build that failed, with its place, its output and its step", async () => {
    const { stdout } = await expectEqual(["inspect", failed]);
    expect(stdout).toContain(">>> RUN");
    expect(stdout).toContain("> line2\n");
    await expectEqual(["inspect", failed, "--format", "json"]);
    await expectEqual(["logs", failed]);
  });

  test.each(failing.map((args) => [args]))("%j, when it is wrong", async (args) => {
    const { code } = await expectEqual(args);
    expect(code).toBe(1);
  });

  test("trace", async ({ skip }) => {
    skip(!hasTrace, "the docker-buildx here has no history trace");
    const { stdout } = await expectEqual(["trace"]);
    expect(JSON.parse(stdout)).toMatchObject({ data: [{ spans: expect.any(Array) }] });
  });
});

/** A bundle's files by name; where a map's order is a matter of luck, sorted. */
function bundleOf(path: string): ReadonlyMap<string, string> {
  const archive = gunzipSync(readFileSync(path));
  const files = new Map<string, string>();
  for (let at = 0; archive[at] !== 0; ) {
    const text = (from: number, to: number) =>
      archive.toString("latin1", at + from, at + to).replace(/\0.*/s, "");
    const size = Number.parseInt(text(124, 136), 8);
    const name = `${text(0, 100)} ${text(100, 107)} ${text(136, 147)} ${text(156, 157)}`;
    files.set(name, archive.toString("latin1", at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

describe("history export", () => {
  test.each(exporting.map((args) => [args]))(
    "%j writes the bundle that docker-buildx writes",
    async (args) => {
      const directory = temporaryDirectory("bundle");
      const [ours, theirs] = [join(directory, "ours"), join(directory, "theirs")];
      const line = ["history", ...args, "--builder", builder, "-o"];
      // The daemon adds to a record after its build has ended, its trace for one.
      const same = async () => {
        expect(await runSlipway([...line, ours])).toEqual({ code: 0, stdout: "", stderr: "" });
        expect((await runBuildx([...line, theirs])).code).toBe(0);
        expect(bundleOf(ours)).toEqual(bundleOf(theirs));
      };
      await vi.waitFor(same, { timeout: 20_000, interval: 500 });
    },
  );

  test("puts all builds into an index, results under a type that nobody follows", async () => {
    const path = join(temporaryDirectory("bundle"), "all");
    expect((await runSlipway(["history", "export", "--builder", builder, "--all", "-o", path])).code).toBe(0);
    const files = [...bundleOf(path).values()];
    const documents = files.flatMap((content) => (content.startsWith("{") ? [content] : []));
    const index = documents.find((content) => content.includes("vnd.buildkit.history.reference"));
    expect(JSON.parse(index ?? "").manifests).toHaveLength(4);
    const manifest = documents.find((content) => content.includes("vnd.export-build.descriptor.mediatype"));
    expect(JSON.parse(manifest ?? "").layers).toContainEqual(
      expect.objectContaining({
        mediaType: "application/json",
        annotations: expect.objectContaining({
          "vnd.export-build.descriptor.mediatype": "application/vnd.oci.image.index.v1+json",
        }),
      }),
    );
  });
});

test("a trace is served, beside another one, until the command is told to end", async () => {
  const args = ["trace", "--builder", builder, "--addr", "127.0.0.1:0", "--compare", "^1"];
  const running = startSlipway(["history", ...args], { env: { PATH: "/nowhere" } });
  let said = "";
  running.child.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  await running.waitForOutput(/Trace available at \S+\n/);
  const [, origin = "", older = "", newer = ""] = /at (http:\S+)\/trace\/(\w+)\.\.\.(\w+)/.exec(said) ?? [];
  expect((await fetch(`${origin}/trace/${older}...${newer}`)).status).toBe(200);
  for (const id of [older, newer]) {
    const answer = await fetch(`${origin}/api/traces/${id}`);
    const { data } = (await answer.json()) as { data: unknown[] };
    expect(data[0]).toMatchObject({ traceID: id, spans: expect.any(Array) });
  }
  expect((await fetch(`${origin}/api/traces/none`)).status).toBe(404);
  running.child.kill("SIGINT");
  expect((await running.finished).code).toBe(0);
});

const removing = ["rm", "--all"];

// The last one: nothing is left afterwards.
test("rm --all leaves nothing", async () => {
  const line = ["history", ...removing, "--builder", builder];
  const [ours, theirs] = [await runSlipway(line), await runBuildx(line)];
  expect(settle(ours)).toEqual(settle(theirs));
  expect((await expectEqual(["ls", "--format", "json"])).stdout).toBe("");
});

test.each([
  ...["ls", "inspect", "logs", "rm", "export", "import", "open", "trace"].map((name) => [["history", name]]),
  [["history", "inspect", "attachment"]],
])("every flag of %j is in a row, and Slipway's help has it in the same words", async (command) => {
  if (command[1] === "trace" && !hasTrace) return;
  const begins = (row: readonly string[]) => command.slice(1).every((word, index) => row[index] === word);
  const rows = [...agreeing, ...failing, ...exporting.map((row) => [...row, "-o"]), removing].filter(begins);
  const lines = peerFlagLines(command);
  expect(lines.length).toBeGreaterThan(1);
  const ours = (await runSlipway([...command, "--help"])).stdout.split("\n").map((line) => line.trim());
  expect(ours).toEqual(expect.arrayContaining(lines.filter((line) => !/--help\b/.test(line))));
  // Every row names the builder, and `ls` shows what the log has.
  expect(flagsWithoutRow(command, [...rows, ["--builder", "--debug", "--help"]])).toEqual([]);
});
