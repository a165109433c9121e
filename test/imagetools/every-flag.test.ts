import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { RegistryClient } from "../../src/oci/registry/index.js";
import {
  flagsWithoutRow,
  lab,
  peerFlagLines,
  type RunResult,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { pull } from "./pullable.js";
import { ImageSeeder } from "./seed-images.js";

const name = `every-flag-${randomBytes(4).toString("hex")}`;
const client = new RegistryClient(lab.registry);
const repository = `${lab.registry}/${name}`;

beforeAll(async () => {
  const seed = new ImageSeeder(client, name);
  const platform = (architecture: string) => ({ os: "linux", architecture });
  const amd64 = await seed.image(platform("amd64"), { tag: "amd64" });
  const arm64 = await seed.image(platform("arm64"), { tag: "arm64" });
  const entries = [
    { ...amd64, platform: platform("amd64") },
    { ...arm64, platform: platform("arm64") },
  ];
  await seed.index(entries, "multi");
  // Each has a tag of its own to append to.
  for (const who of ["ours", "theirs"]) await seed.index(entries.slice(0, 1), `grown-${who}`);
});

const createHelp = peerFlagLines(["imagetools", "create"]);
/** Whether docker-buildx here has a flag that not every version has. */
const knows = (flag: string | undefined) =>
  flag === undefined || createHelp.some((line) => line.includes(flag));

/** `R` is the repository, `WHO` the program that runs. */
const create = [
  ["-t", "R:tagged-WHO", "--tag", "R:again-WHO", "--progress", "none", "R:amd64"],
  ["-t", "R:file-WHO", "--progress=none", "--file", "source"],
  ["--append", "-t", "R:grown-WHO", "--progress=none", "R:arm64"],
  ["-t", "R:noted-WHO", "--progress=none", "--annotation", "index:org.example.a=b", "R:multi"],
  ["-t", "R:one-WHO", "--progress=none", "--platform", "linux/arm64", "R:multi"],
  ["-t", "R:single-WHO", "--progress=none", "--prefer-index=false", "R:amd64"],
  ["-t", "R:said-WHO", "--progress=none", "--metadata-file", "metadata", "R:multi"],
  ["--dry-run", "R:amd64", "R:arm64"],
  ["--dry-run", "--builder", "default", "R:multi"],
  ["--dry-run", "--debug", "R:multi"],
  ["--dry-run", "--builder", "nobody-here", "R:multi"],
].filter((row) => knows(row.find((word) => word === "--metadata-file")));
const inspect: readonly (readonly string[])[] = [
  ["R:multi"],
  ["--raw", "R:multi"],
  ["--format", "{{json .Manifest}}", "R:multi"],
  ["--builder", "default", "--debug", "R:amd64"],
  ["--raw", "--format", "{{json .}}", "R:amd64"],
];

/** What a program did with a row: what it said, which images are there now, and what it wrote. */
async function outcome(who: "ours" | "theirs", command: readonly string[], row: readonly string[]) {
  const cwd = temporaryDirectory("flags");
  writeFileSync(join(cwd, "source"), `${repository}:arm64`);
  const words = row.map((word) => word.replace(/^R(?=:)/, repository).replace("WHO", who));
  const run = who === "ours" ? runSlipway : runBuildx;
  const { code, stdout, stderr }: RunResult = await run([...command, ...words], { cwd });
  const tags = words.flatMap((word, index) => (/^(-t|--tag)$/.test(words[index - 1] ?? "") ? [word] : []));
  const images = await Promise.all(tags.map((tag) => pull(client, name, tag.split(":").at(-1) ?? "")));
  const metadata = row.includes("--metadata-file") ? readFileSync(join(cwd, "metadata"), "utf8") : "";
  return { code, stdout, stderr: stderr.replaceAll(/^Hint: .*\n/gm, ""), images, metadata };
}

test.each([
  ...create.map((row) => [["imagetools", "create"], row] as const),
  ...inspect.map((row) => [["imagetools", "inspect"], row] as const),
])("%j %j does what docker-buildx does", async (command, row) => {
  const [ours, theirs] = [await outcome("ours", command, row), await outcome("theirs", command, row)];
  expect(ours).toEqual(theirs);
});

test.each([
  [["imagetools", "create"], create],
  [["imagetools", "inspect"], inspect],
])("every flag of %j is in a row, and Slipway's help has it in the same words", async (command, rows) => {
  const lines = peerFlagLines(command);
  expect(lines.length).toBeGreaterThan(4);
  const help = await runSlipway([...command, "--help"]);
  const ours = help.stdout.split("\n").map((line) => line.trim());
  expect(ours).toEqual(expect.arrayContaining(lines.filter((line) => !/--help\b/.test(line))));
  expect(help.code).toBe(0);
  expect(flagsWithoutRow(command, [...rows, ["--help"]])).toEqual([]);
});
