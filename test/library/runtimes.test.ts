import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  builderName,
  lab,
  projectRoot,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

const runtimes = [
  { name: "Bun", program: () => lab.bun, args: [] },
  { name: "Deno", program: () => lab.deno, args: ["run", "--allow-all"] },
];

/** Why a program cannot be run here, or undefined. */
function obstacle(program: string): string | undefined {
  if (program.startsWith("missing: ")) return program;
  if (!existsSync(join(projectRoot, "dist/index.js"))) return "the library is not built: npm run build";
  return undefined;
}

/** A directory in which programs find the package. */
function projectDirectory(): string {
  const directory = temporaryDirectory("runtime");
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(projectRoot, join(directory, "node_modules/slipway"));
  writeFileSync(join(directory, "package.json"), '{ "private": true }');
  return directory;
}

/** A build from memory on a builder of its own, with its events, its file and an error; `outcome` is what comes of it. */
const building = (builder: string) => `
  const builder = await ensureBuilder(${JSON.stringify({ name: builder, driverOptions: { image: lab.image } })});
  const outcome = { completed: false, missing: "" };
  try {
    const running = builder.build({
      context: { files: new Map([["greeting", "hello"]]) },
      dockerfile: "FROM scratch\\nCOPY greeting /\\n",
      outputs: [{ type: "local", dest: "out" }],
    });
    for await (const { type } of running) outcome.completed ||= type === "step-completed";
    await running;
    await builder.build({ context: "nowhere" }).catch((error) => { outcome.missing = error.code; });
  } finally {
    await builder.remove();
  }
`;

describe.each(runtimes)("$name", ({ program, args }) => {
  test("runs the command", async ({ skip }) => {
    const reason = obstacle(program());
    skip(reason !== undefined, reason);
    const run = (...line: string[]) => startProgram(program(), [...args, slipwayPath, ...line]).finished;
    const listed = expect.stringContaining("Available Commands:");
    expect(await run("--help")).toMatchObject({ code: 0, stdout: listed, stderr: "" });
    expect(await run("version")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^slipway \d/) });
    expect(await run("ls")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^NAME\/NODE/) });
    expect(await run("ls", "--nope")).toMatchObject({ code: 1, stderr: "ERROR: unknown flag: --nope\n" });
  });

  test("builds with the library", async ({ skip }) => {
    const reason = obstacle(program());
    skip(reason !== undefined, reason);
    const directory = projectDirectory();
    const text = `import { ensureBuilder } from "slipway";
      ${building(builderName("runtime"))}
      console.log(JSON.stringify(outcome));`;
    writeFileSync(join(directory, "program.mjs"), text);
    const { code, stdout, stderr } = await startProgram(program(), [...args, "program.mjs"], {
      cwd: directory,
    }).finished;
    expect({ code, stderr, outcome: JSON.parse(stdout || "{}") }).toEqual({
      code: 0,
      stderr: "",
      outcome: { completed: true, missing: "not-found" },
    });
    expect(readFileSync(join(directory, "out/greeting"), "utf8")).toBe("hello");
  });
});

test("Jest builds with the library, run as the guide says", async ({ skip }) => {
  const reason = obstacle(lab.jest);
  skip(reason !== undefined, reason);
  const directory = projectDirectory();
  const text = `import { ensureBuilder, listBuilders } from "slipway";
    test("build", async () => {
      await listBuilders();
      ${building(builderName("jest"))}
      expect(outcome).toEqual({ completed: true, missing: "not-found" });
    }, 120_000);`;
  writeFileSync(join(directory, "build.test.mjs"), text);
  const jest = join(lab.jest, "node_modules/jest/bin/jest.js");
  const args = ["--experimental-vm-modules", jest, "--rootDir", directory, "--testMatch", "**/*.test.mjs"];
  const { code, stderr } = await startProgram(process.execPath, args, { cwd: directory }).finished;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("Tests:       1 passed, 1 total");
});
