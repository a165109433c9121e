import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { lab, projectRoot, startProgram, temporaryDirectory } from "../support/index.js";

const entries = ["slipway", "slipway/buildkit", "slipway/engine", "slipway/progress", "slipway/bake"];
/** Where the repository's pages are, by what package.json says. */
const { repository } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  repository: { url: string };
};
const blobs = `${repository.url.replace(/^git\+(.*)\.git$/, "$1")}/blob/main/`;
const readme = readFileSync(join(projectRoot, "README.md"), "utf8");

describe("the package", () => {
  let tarball = "";
  let project = "";
  const run = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await startProgram(program, args, { cwd: project }).finished;
    expect(code, stdout + stderr).toBe(0);
    return stdout;
  };

  beforeAll(async () => {
    const directory = temporaryDirectory("package");
    project = projectRoot;
    await run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", directory);
    tarball = join(directory, readdirSync(directory).find((name) => name.endsWith(".tgz")) ?? "");
    project = join(directory, "empty");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true }');
    await run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", tarball);
  });

  test("is as large, and brings as many others, as the README says", () => {
    const [, megabytes = "", others = ""] =
      /(\d\.\d) MB to download and brings (\d+) others/.exec(readme) ?? [];
    const size = statSync(tarball).size / 1e6;
    expect(Math.abs(size - Number(megabytes)), `${size.toFixed(2)} MB`).toBeLessThan(0.15);
    const installed = readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed.filter((name) => name !== "slipway")).toHaveLength(Number(others));
  });

  test.each([
    ["an ES module", "mjs", ""],
    ["a CommonJS program", "cjs", "require('node:fs');"],
  ])("works from %s", async (_kind, extension, first) => {
    const program = `${first}
      Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry))).then(async (modules) => {
        const [{ listBuilders, SlipwayError }, , { connectEngine }] = modules;
        const builders = await listBuilders();
        const engine = await connectEngine();
        const version = await engine.apiVersion();
        engine.close();
        console.log(JSON.stringify({
          exports: modules.map((module) => Object.keys(module).length > 0),
          builders: builders.length > 0,
          version,
          error: new SlipwayError("timeout", "late").code,
        }));
      });`;
    writeFileSync(join(project, `program.${extension}`), program);
    expect(JSON.parse(await run(process.execPath, `program.${extension}`))).toEqual({
      exports: [true, true, true, true, true],
      builders: true,
      version: expect.stringMatching(/^1\.\d+$/),
      error: "timeout",
    });
  });

  test.each([
    ["the newest TypeScript", () => join(projectRoot, "node_modules/typescript/bin/tsc")],
    ["the oldest TypeScript that the README names", () => lab.oldestTypeScript],
  ])("has types that a strict project accepts with %s and without skipLibCheck", async (_which, tsc) => {
    const imports = entries.map((entry, index) => `import * as entry${index} from "${entry}";`);
    writeFileSync(
      join(project, "program.mts"),
      `${imports.join("\n")}
       import { build, type BuildResult } from "slipway";
       import { plainDisplay } from "slipway/progress";
       export const run = (): Promise<BuildResult> => build({ context: ".", progress: plainDisplay(process.stderr) });
       export const all = [${entries.map((_, index) => `entry${index}`).join()}];
       // @ts-expect-error: a build needs a context
       export const wrong = () => build({});
       import { defineBake } from "slipway/bake";
       export default defineBake(({ env }) => ({ targets: { app: { tags: [env.TAG ?? "app"] } } }));
       // @ts-expect-error: no such attribute
       export const mistaken = defineBake(() => ({ targets: { app: { tags: ["app"], tag: "app" } } }));\n`,
    );
    const types = ["--typeRoots", join(projectRoot, "node_modules/@types"), "--types", "node"];
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
    await run(process.execPath, tsc(), ...options, ...types, "program.mts");
    expect(readme).toContain("TypeScript 5.2 or newer");
  });

  test("has types that refuse an unknown attribute of a definition", async () => {
    writeFileSync(
      join(project, "docker-bake.mts"),
      'import { defineBake } from "slipway/bake";\nexport default defineBake({ targets: { app: { tag: ["app"] } } });\n',
    );
    const types = ["--typeRoots", join(projectRoot, "node_modules/@types"), "--types", "node"];
    const tsc = join(projectRoot, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--pretty",
      "false",
    ];
    const { code, stdout } = await startProgram(
      process.execPath,
      [tsc, ...options, ...types, "docker-bake.mts"],
      { cwd: project },
    ).finished;
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/^docker-bake\.mts\(2,\d+\): error .*/);
    expect(stdout).toContain("tag");
  });

  test.each(["README.md", "CHANGELOG.md"])("has no dead link in its %s", (name) => {
    const text = readFileSync(join(project, "node_modules/slipway", name), "utf8");
    const links = [...text.matchAll(/\]\(([^)#\s]+)/g)].map((match) => match[1] ?? "");
    const inRepository = links
      .filter((link) => link.startsWith(blobs))
      .map((link) => link.slice(blobs.length));
    expect(inRepository.length).toBeGreaterThan(0);
    expect(inRepository.filter((link) => !existsSync(join(projectRoot, link)))).toEqual([]);
    const relative = links.filter((link) => !/^https?:/.test(link));
    expect(relative.filter((link) => !existsSync(join(project, "node_modules/slipway", link)))).toEqual([]);
  });

  test("has the command", async () => {
    expect(existsSync(join(project, "node_modules/.bin/slipway"))).toBe(true);
    expect(await run(join(project, "node_modules/.bin/slipway"), "version")).toMatch(/^slipway \d/);
  });
});
