import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  builderName,
  containerName,
  contextDirectory,
  inspectContainer,
  lab,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

let builder: string;
let context: string;

beforeAll(async () => {
  builder = builderName("several");
  const socket = join(temporaryDirectory("endpoint"), "engine.sock");
  symlinkSync(new URL(lab.engineHost).pathname, socket);
  const common = ["create", "--name", builder, "--driver", "docker-container", "--bootstrap"];
  const image = ["--driver-opt", `image=${lab.image}`];
  await ok([...common, ...image, "--node", `${builder}0`, "--platform", "linux/amd64"]);
  // A builder's nodes must differ in their endpoints.
  const second = ["--append", "--node", `${builder}1`, "--platform", "linux/arm64", `unix://${socket}`];
  await ok([...common, ...image, ...second]);
  context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY data /\n", data: "x" });
  await fill();
});

async function ok(args: readonly string[]) {
  const result = await runSlipway(args);
  expect(result.code, result.stderr).toBe(0);
  return result;
}

const fill = () => ok(["build", "--builder", builder, "--platform", "linux/amd64,linux/arm64", context]);

const ageless = (text: string) =>
  text
    .replaceAll(/Less than a second ago|About (a|an) \w+ ago|\d+ \w+ ago/g, "AGE")
    .replaceAll("docker-buildx", "slipway");

/**
 * Runs the line in both programs, which say the same but for ages; gives what Slipway says. A daemon holds records for a
 * moment longer than the build that used them: until it lets go, what they say may change in between.
 */
const same = (args: readonly string[]) => vi.waitFor(() => sameNow(args), { timeout: 20_000, interval: 500 });

async function sameNow(args: readonly string[]): Promise<string> {
  const [ours, theirs] = [await runSlipway(args), await runBuildx(args)].map((result) => ({
    code: result.code,
    stdout: ageless(result.stdout),
    stderr: ageless(result.stderr),
  }));
  expect(ours).toEqual(theirs);
  return `${ours?.stdout}${ours?.stderr}`;
}

describe("a builder with two nodes", () => {
  test.each([
    [[]],
    [["--verbose"]],
    [["--format", "json"]],
    [["--format", "{{.ID}} {{.Description}}"]],
    [["--filter", "type=regular"]],
  ])("du %j tells of both nodes, as docker-buildx does", async (flags) => {
    expect((await same(["--builder", builder, "du", ...flags])).match(/\/amd64|\/arm64|true/g)).not.toBe(
      null,
    );
  });

  test("du sums the nodes up", async () => {
    const { stdout } = await ok(["--builder", builder, "du", "--format", "{{.Description}}"]);
    expect(stdout).toMatch(/^\[linux\/amd64 1\/1\] COPY data \/$/m);
    expect(stdout).toMatch(/^\[linux\/arm64 1\/1\] COPY data \/$/m);
  });

  test("prune empties both nodes and says what docker-buildx says", async () => {
    const prune = ["--builder", builder, "prune", "--force", "--all"];
    // Nodes are pruned side by side, and the first line stands in columns with the header.
    const lines = (text: string) =>
      ageless(text)
        .replaceAll(/\b[0-9a-z]{25}\b/g, "RECORD")
        .replaceAll(/ *\t+/g, "\t")
        .split("\n")
        .sort();
    const ours = await ok(prune);
    const left = await ok(["--builder", builder, "du", "--format", "{{.ID}}"]);
    await fill();
    const theirs = await runBuildx(prune);
    expect(left.stdout).toBe("");
    expect(ours.stdout.match(/^[0-9a-z]{25}/gm)?.length).toBeGreaterThanOrEqual(8);
    expect(lines(ours.stdout)).toEqual(lines(theirs.stdout));
    expect(ours.stderr).toBe(theirs.stderr);
  });

  test("a node that does not run ends du and prune with the reason", async () => {
    const second = containerName(builder, `${builder}1`);
    await ok(["stop", builder]);
    expect((await inspectContainer(containerName(builder)))?.State.Running).toBe(false);
    expect((await inspectContainer(second))?.State.Running).toBe(false);
    await ok(["build", "--builder", builder, "--platform", "linux/amd64", context]);
    expect((await inspectContainer(second))?.State.Running).toBe(false);
    expect(await same(["--builder", builder, "du"])).toMatch(/ERROR: .* is not running\n$/);
    const { code, stdout, stderr } = await runSlipway(["--builder", builder, "prune", "--force"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^ERROR: .* is not running\n$/),
    });
    // The node that runs is pruned all the same.
    expect(stdout).toMatch(/^ID\t.*\n([0-9a-z]{25}.*\n)+$/);
  });
});

describe("several builders at once", () => {
  const create = async () => {
    const name = builderName("named");
    await ok(["create", "--name", name, "--driver", "docker-container"]);
    return name;
  };

  test("rm removes those that it can, names the others and fails, as docker-buildx does", async () => {
    const outcome = async (run: typeof runSlipway) => {
      const [first, second] = [await create(), await create()];
      const { code, stdout, stderr } = await run(["rm", first, "nobody", second]);
      const told = stderr
        .replaceAll(/^Hint: .*\n/gm, "")
        .replace(first, "FIRST")
        .replace(second, "SECOND")
        .split("\n")
        .sort();
      const { stdout: left } = await ok(["ls", "--format", "{{.Name}}"]);
      expect(left).not.toMatch(new RegExp(`${first}|${second}`));
      return { code, stdout, told };
    };
    const ours = await outcome(runSlipway);
    expect(ours).toEqual(await outcome(runBuildx));
    expect(ours.told).toContain("FIRST removed");
  });

  test.each([[["stop", "a", "b"]], [["inspect", "a", "b"]], [["use", "a", "b"]], [["du", "a"]]])(
    "%j takes no more than one, as with docker-buildx",
    async (args) => {
      const [ours, theirs] = [await runSlipway(args), await runBuildx(args)];
      expect(ours.code).toBe(theirs.code);
      expect(ours.stderr.split("\n")[0]).toBe(
        theirs.stderr.replaceAll("docker-buildx", "slipway").split("\n")[0],
      );
    },
  );
});
