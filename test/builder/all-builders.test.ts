import { beforeAll, expect, test } from "vitest";
import { busyboxContext, createBuilder, lab, runSlipway } from "../support/index.js";

const mebibyte = 1024 * 1024;

/** Without the engine's own builder, whose cache is also that of other tests. */
const extra = { env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } };

let older: string;
let newer: string;
beforeAll(async () => {
  const args = [lab.engineHost];
  [older, newer] = await Promise.all([createBuilder("older", { args }), createBuilder("newer", { args })]);
  await build(older);
  await build(newer);
});

/** Leaves a layer of 20 MiB. */
async function build(builder: string): Promise<void> {
  const context = busyboxContext(
    `RUN ["/bin/busybox", "dd", "if=/dev/urandom", "of=/layer", "bs=1M", "count=20"]\n`,
  );
  const { code, stderr } = await runSlipway(["build", "--builder", builder, context], extra);
  expect(code, stderr).toBe(0);
}

interface Line {
  readonly Builder: string;
  readonly Size: number;
  readonly Reclaimable: number;
}

/** What `du --all-builders` says of both. */
async function usage(): Promise<Line[]> {
  const { code, stdout, stderr } = await runSlipway(["du", "--all-builders", "--format", "json"], extra);
  expect(code, stderr).toBe(0);
  const lines: Line[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return [older, newer].map((name) => {
    const found = lines.find(({ Builder }) => Builder === name);
    if (found === undefined) throw new Error(`no line for ${name} in ${stdout}`);
    return found;
  });
}

test("du sums up, and prune frees what was used longest ago, after a question that says how much", async () => {
  const before = await usage();
  for (const { Size, Reclaimable } of before) {
    expect(Size).toBeGreaterThan(20 * mebibyte);
    expect(Reclaimable).toBe(Size);
  }
  const table = await runSlipway(["du", "--all-builders"], extra);
  expect(table.stdout).toMatch(/^BUILDER +RECORDS +SIZE +RECLAIMABLE/);
  expect(table.stdout).toMatch(/\nTotal +\d+ +4\d\.\d+MB +4\d\.\d+MB *\n$/);

  const args = ["prune", "--all-builders", "--target", String(before[1]?.Size)];
  const asked = await runSlipway(args, { ...extra, input: "n\n" });
  const question = `WARNING! This will remove build cache:\n {2}(2\\d\\.\\d+MB) of \\1 of ${older}\n`;
  expect(asked.stdout).toMatch(new RegExp(`^${question}Are you sure you want to continue\\? \\[y/N\\] $`));
  expect([asked.code, await usage()]).toEqual([0, before]);

  const pruned = await runSlipway(args, { ...extra, input: "y\n" });
  expect(pruned).toMatchObject({ code: 0, stderr: "" });
  expect(pruned.stdout).toMatch(new RegExp(`\n${older} +2\\d\\.\\d+MB +0B\n`));
  expect(pruned.stdout).toMatch(new RegExp(`\n${newer} +0B +2\\d\\.\\d+MB\n`));
  expect(pruned.stdout).toMatch(/\nTotal +2\d\.\d+MB +2\d\.\d+MB\n$/);
  expect(await usage()).toMatchObject([{ Size: 0 }, { Size: before[1]?.Size }]);
});

test("a builder that does not run is named and left out, and the others are pruned", async () => {
  await runSlipway(["stop", older], extra);
  const args = ["prune", "--all-builders", "--target", "0", "--force"];
  const { code, stdout, stderr } = await runSlipway(args, extra);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^failed to prune ${older}: .*\nERROR: failed to prune one or more builders\n$`),
  );
  expect(stdout).toMatch(new RegExp(`\n${newer} +2\\d\\.\\d+MB +0B\n`));
  expect(stdout).not.toContain(older);
});

test.each([
  [["--all-builders"], "--all-builders and --target have to be used together"],
  [["--target", "10g"], "--all-builders and --target have to be used together"],
  [["--all-builders", "--target", "1", "--orphans"], "--all-builders and --orphans cannot be used together"],
  [
    ["--all-builders", "--target", "1", "--filter", "a=b"],
    "--all-builders and --filter cannot be used together",
  ],
])("the mistake in %j is told", async (flags, message) => {
  const { code, stderr } = await runSlipway(["prune", "--force", ...flags], extra);
  expect([code, stderr]).toEqual([1, `ERROR: ${message}\n`]);
});
