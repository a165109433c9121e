// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what programs contain is no template
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  lab,
  projectRoot,
  slipwayPath,
  startProgram,
} from "../support/index.js";

const definition = `
import { defineBake, type TargetDefinition } from "slipway/bake";

type Size = "slim" | "full";
const sizes: readonly Size[] = ["slim", "full"];
const versions = ["1", "2"] as const;

const target = (size: Size, version: string): TargetDefinition => ({
  args: { WHO: \`\${size}-\${version}\` },
  output: [\`type=local,dest=out/\${size}-\${version}\`],
});

export default defineBake(async ({ env, platform }) => {
  const wanted = sizes.filter((size) => size !== env.WITHOUT);
  const all = wanted.flatMap((size) => versions.map((version) => [\`\${size}-\${version}\`, target(size, version)] as const));
  return {
    groups: { default: all.map(([name]) => name) },
    targets: Object.fromEntries(all.map(([name, made]) => [name, { ...made, platforms: [platform] }])),
  };
});
`;

test("a definition in TypeScript is built on every Node that is supported", async ({ skip }) => {
  skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
  const [other = ""] = lab.nodes;
  skip(other.startsWith("missing: "), other);
  const builder = await createBuilder("bake-ts");
  const versions: string[] = [];
  for (const node of [process.execPath, ...lab.nodes]) {
    const project = contextDirectory({
      Dockerfile: "FROM scratch\nARG WHO\nCOPY <<EOF /who\n$WHO\nEOF\n",
      "docker-bake.ts": definition,
    });
    mkdirSync(join(project, "node_modules"));
    symlinkSync(projectRoot, join(project, "node_modules/slipway"));
    const args = [slipwayPath, "--builder", builder, "bake", "--var", "WITHOUT=full"];
    const { code, stderr } = await startProgram(node, args, { cwd: project }).finished;
    const version = (await startProgram(node, ["--version"]).finished).stdout.trim();
    expect(code, `${version}: ${stderr}`).toBe(0);
    const made = ["slim-1", "slim-2"].map((name) => readFileSync(join(project, "out", name, "who"), "utf8"));
    expect(made, version).toEqual(["slim-1\n", "slim-2\n"]);
    expect(existsSync(join(project, "out/full-1")), version).toBe(false);
    versions.push(version);
  }
  expect(versions.join(" ")).toMatch(/v22\..* v24\./);
});
