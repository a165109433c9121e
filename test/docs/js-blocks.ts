import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  busyboxBase,
  busyboxContext,
  lab,
  projectRoot,
  type RunResult,
  startProgram,
} from "../support/index.js";

/** A page's JavaScript, and what it says that is printed. */
export interface DocumentedProgram {
  /** All blocks of the page, one after the other. */
  readonly program: string;
  /** The page's Dockerfile; empty without one. */
  readonly dockerfile: string;
  /** The texts of `// prints: …` comments, in order. */
  readonly prints: readonly string[];
}

/** The fenced blocks of a page in Markdown. */
export function codeBlocks(markdown: string): { readonly language: string; readonly code: string }[] {
  return [...markdown.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)].map(([, language = "", code = ""]) => ({
    language,
    code,
  }));
}

/** What a page may say without running it here: that is what the test of the package does first. */
const installation = "npm install slipway\n";

/** Reads the code blocks of a page. Throws for a block that nothing here runs. */
export function readProgram(page: string): DocumentedProgram {
  const blocks = codeBlocks(readFileSync(join(projectRoot, page), "utf8"));
  const unknown = blocks.find(
    ({ language, code }) => !["js", "dockerfile"].includes(language) && code !== installation,
  );
  if (unknown !== undefined) throw new Error(`${page}: nothing runs a block of "${unknown.language}"`);
  const of = (wanted: string) =>
    blocks
      .filter(({ language }) => language === wanted)
      .map(({ code }) => code)
      .join("\n");
  const program = of("js");
  const prints = [...program.matchAll(/\/\/ prints: (.*)$/gm)].map(([, text = ""]) => text);
  return { program, dockerfile: of("dockerfile"), prints };
}

/**
 * Runs a page's JavaScript in a directory with its Dockerfile, on a builder of its own: the names that pages use for
 * builders, registries and base images stand for those of the machine.
 */
export function runProgram(
  { program, dockerfile }: DocumentedProgram,
  builder: string,
  env: NodeJS.ProcessEnv = {},
): Promise<RunResult> {
  const directory = busyboxContext(dockerfile.replace("FROM alpine", "FROM base"));
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(projectRoot, join(directory, "node_modules/slipway"));
  const own = `image: ${JSON.stringify(lab.image)}, network: "host"`;
  const code = program
    .replaceAll('{ name: "mybuilder" }', '{ name: "mybuilder", driverOptions: {} }')
    .replaceAll("driverOptions: {", `driverOptions: { ${own},`)
    .replaceAll("mybuilder", builder)
    .replaceAll("registry.example/", `${lab.registry}/${builder}/`)
    .replaceAll('"FROM alpine\\n', JSON.stringify(`${busyboxBase}FROM base\n`).slice(0, -1));
  writeFileSync(join(directory, "program.mjs"), code);
  return startProgram(process.execPath, [join(directory, "program.mjs")], { cwd: directory, env }).finished;
}
