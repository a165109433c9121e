import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot, startProgram, temporaryDirectory } from "../support/index.js";

/** A project with these source files. */
function project(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory("layers");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  for (const name of ["tsconfig.json", "package.json", "node_modules"]) {
    symlinkSync(join(projectRoot, name), join(directory, name));
  }
  return directory;
}

/** What the layer check says of a project with these source files. */
async function check(files: Readonly<Record<string, string>>) {
  const directory = project(files);
  const config = join(projectRoot, ".dependency-cruiser.cjs");
  const depcruise = join(projectRoot, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [depcruise, "--config", config, "--output-type", "err", "src"];
  const { code, stdout, stderr } = await startProgram(process.execPath, args, { cwd: directory }).finished;
  return { broken: code > 0, output: stdout + stderr };
}

const inner = {
  "src/build/solve.ts": "export const solve = 1;\n",
  "src/oci/a.ts": "export const a = 1;\n",
  "src/progress/tty.ts": "export const tty = 1;\n",
};

test("a command that uses the public API, progress and errors passes the layer check", async () => {
  const { broken, output } = await check({
    ...inner,
    "src/index.ts": 'export { solve } from "./build/solve.js";\n',
    "src/errors/index.ts": "export const code = 1;\n",
    "src/progress/index.ts": "export const display = 1;\n",
    "src/cli/run.ts":
      'import { code } from "../errors/index.js";\nimport { solve } from "../index.js";\nimport { display } from "../progress/index.js";\nexport const run = [code, solve, display];\n',
  });
  expect({ broken, output }).toMatchObject({ broken: false });
});

test.each([
  ["build logic", 'import { solve } from "../build/solve.js";\nexport const run = solve;\n'],
  ["build logic when it runs", 'export const run = () => import("../build/solve.js");\n'],
  ["a file of progress", 'import { tty } from "../progress/tty.js";\nexport const run = tty;\n'],
  ["a type of another room", 'import type { a } from "../oci/a.js";\nexport type Run = typeof a;\n'],
])("a command that imports %s fails it", async (_what, program) => {
  const { broken, output } = await check({ ...inner, "src/cli/run.ts": program });
  expect({ broken, output }).toEqual({
    broken: true,
    output: expect.stringContaining("cli-uses-the-public-api-only"),
  });
});

test("a lower room that imports a higher one fails it", async () => {
  const { broken, output } = await check({
    ...inner,
    "src/oci/b.ts": 'import { solve } from "../build/solve.js";\nexport const b = solve;\n',
  });
  expect({ broken, output }).toEqual({
    broken: true,
    output: expect.stringContaining("oci-imports-downward-only"),
  });
});

test.each(["src/long.ts", "src/long.test.ts"])("a file of 301 lines fails it: %s", async (path) => {
  const cwd = project({ ...inner, [path]: `${"//\n".repeat(300)}export const long = 1;\n` });
  const script = join(projectRoot, "scripts/check-layers.mjs");
  const { code, stderr } = await startProgram(process.execPath, [script], { cwd }).finished;
  expect({ code, stderr }).toEqual({ code: 1, stderr: `${path} has 301 lines, 300 is the most\n` });
});
