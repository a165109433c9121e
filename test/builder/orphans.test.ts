import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createBuilder, dockerConfig, engineGet, runSlipway, volumeName } from "../support/index.js";

const store = (...parts: string[]) => join(dockerConfig(), "buildx", ...parts);
const hasVolume = async (name: string) => (await engineGet(`/volumes/${name}`)) !== undefined;

let lost: string;
let known: string;
beforeAll(async () => {
  [lost, known] = await Promise.all([createBuilder("lost"), createBuilder("known")]);
  rmSync(store("instances", lost));
});

interface Line {
  readonly Kind: string;
  readonly Name: string;
  readonly Size?: number;
  readonly LastUsed?: string;
}

async function orphansNamed(part: string): Promise<Line[]> {
  const { stdout, code } = await runSlipway(["ls", "--orphans", "--format", "json"]);
  expect(code).toBe(0);
  const lines: Line[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return lines.filter(({ Name }) => Name.includes(part));
}

test("a container and a volume without a record are orphans; those of a builder are none", async () => {
  const found = await orphansNamed(lost);
  expect(found.map(({ Kind, Name }) => `${Kind} ${Name}`)).toEqual([
    `container buildx_buildkit_${lost}0`,
    `volume ${volumeName(lost)}`,
  ]);
  for (const { LastUsed } of found) expect(Date.now() - Date.parse(LastUsed ?? "")).toBeLessThan(600_000);
  expect(await orphansNamed(known)).toEqual([]);
});

test("are removed after a question that names each, and not without a yes", async () => {
  const args = ["prune", "--orphans", "--filter", `name=${lost}`];
  const asked = await runSlipway(args, { input: "n\n" });
  expect(asked.stdout).toMatch(
    new RegExp(
      `^WARNING! This will remove:\n  container buildx_buildkit_${lost}0 \\(.*last used .* ago\\)\n  volume ${volumeName(lost)} \\(.*last used .* ago\\)\nAre you sure you want to continue\\? \\[y/N\\] $`,
    ),
  );
  expect(await hasVolume(volumeName(lost))).toBe(true);
  const removed = await runSlipway(args, { input: "y\n" });
  expect(removed).toMatchObject({ code: 0, stderr: "" });
  expect(removed.stdout).toContain(`volume ${volumeName(lost)} removed\n`);
  expect(await orphansNamed(lost)).toEqual([]);
  expect(await hasVolume(volumeName(lost))).toBe(false);
  expect(await hasVolume(volumeName(known))).toBe(true);
});

test("a record whose engine has nothing is one once nobody has used it for a day", async () => {
  const name = await createBuilder("unused", { bootstrap: false });
  expect(await orphansNamed(name)).toEqual([]);
  writeFileSync(store("activity", name), new Date(Date.now() - 25 * 3600_000).toISOString());
  expect((await orphansNamed(name)).map(({ Kind }) => Kind)).toEqual(["record"]);
  const { stdout } = await runSlipway(["prune", "--orphans", "--force", "--filter", `name=${name}`]);
  expect(stdout).toBe(`record ${name} removed\n`);
  expect((await runSlipway(["ls", "--format", "{{.Name}}"])).stdout).not.toContain(name);
});

test("a damaged record keeps its builder's things from being orphans", async () => {
  const file = store("instances", known);
  writeFileSync(file, "{");
  utimesSync(file, new Date(0), new Date(0));
  expect(await orphansNamed(known)).toEqual([]);
});

test("flags about cache are refused", async () => {
  const { code, stderr } = await runSlipway(["prune", "--orphans", "--all", "--force"]);
  expect([code, stderr]).toEqual([1, "ERROR: --orphans and --all cannot be used together\n"]);
});
