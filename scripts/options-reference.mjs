#!/usr/bin/env node
// @ts-check
// Writes docs/library-options.md: what each public function of the library takes, made from the descriptions that check
// its callers, and what it is for from the comments on the TypeScript types. With --check it writes nothing and fails
// when the page is not what it would write.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "./lab/project.mjs";
import { loadSource } from "./load-source.mjs";

/** @typedef {import("./options-catalog.ts").OptionsSection} OptionsSection */

const page = join(projectRoot, "docs/library-options.md");
const entries = ["src/index.ts", "src/bake/index.ts", "src/progress/index.ts"].map((file) =>
  join(projectRoot, file),
);
const { config } = ts.readConfigFile(join(projectRoot, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, projectRoot);
const program = ts.createProgram(entries, options);
const checker = program.getTypeChecker();
const { commonSection, functionSections, objectSections } = await loadSource("scripts/options-catalog.ts");
const common = new Set(Object.keys(commonSection.description.fields));

/** @param {string} name */
function exportedType(name) {
  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    const found = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
    if (found !== undefined) {
      const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
      return checker.getDeclaredTypeOfSymbol(symbol);
    }
  }
  throw new Error(`no entry exports the type ${name}`);
}

/**
 * What the comment on a property says, of a union the first that says something.
 * @param {ts.Type} type
 * @param {string} property
 */
function commentOn(type, property) {
  for (const member of type.isUnion() ? type.types : [type]) {
    const symbol = checker.getPropertyOfType(member, property);
    const text = ts.displayPartsToString(symbol?.getDocumentationComment(checker));
    if (text !== "") return text.replaceAll(/\s+/g, " ");
  }
  return "";
}

/** @param {string} text in a cell of a table */
const cell = (text) =>
  text
    .replaceAll("|", "\\|")
    .replaceAll("{@link ", "")
    .replaceAll(/(\w)\}/g, "$1");

/** @param {string} says */
const wanted = (says) =>
  cell(
    says
      .replace(/,$/, "")
      .replaceAll(/"[^"]+"/g, (word) => `\`${word}\``)
      .replaceAll(/\{[^}]*\}/g, (object) => `\`${object}\``),
  );

/** @param {OptionsSection} section @param {boolean} isFunction @returns {string} */
function table({ type, description }, isFunction) {
  const declared = exportedType(type);
  const own = Object.entries(description.fields ?? {}).filter(([name]) => !isFunction || !common.has(name));
  const all = Object.entries(description.fields ?? {});
  const lines = own.map(([name, field]) => {
    const [shown, { says }] = "needed" in field ? [`**\`${name}\`**`, field.needed] : [`\`${name}\``, field];
    return `| ${shown} | ${wanted(says)} | ${cell(commentOn(declared, name))} |`;
  });
  const rest =
    all.length > own.length ? "\nAnd [what every function takes](#what-every-function-takes).\n" : "";
  const head = ["| Option | Takes | What for |", "| --- | --- | --- |"];
  return [...head, ...lines, rest].join("\n");
}

/** @param {readonly OptionsSection[]} sections @param {boolean} areFunctions */
const chapters = (sections, areFunctions) =>
  sections.map((section) => `### ${section.heading}\n\n${table(section, areFunctions)}`).join("\n");

const text = `# Options of the library

What each function takes is checked when it is called, whether or not a compiler has checked it before: a wrong value, a name
that is no option and what is missing are a \`SlipwayError\` with the code \`invalid-argument\`, whose message says what was given
and what is wanted, and whose \`details.option\` is the place, such as \`secrets[0].id\`. Names in bold must be given;
\`undefined\` is the same as nothing. The methods of a \`Builder\` take \`signal\` and \`progress\`, but not \`env\`, \`docker\` and
\`onWarning\`, which it has been given.

This page is made by \`npm run docs:reference\`. [The library, step by step](library.md) has examples.

## ${commonSection.heading}

${table(commonSection, false)}
## Functions

${chapters(functionSections, true)}
## Objects

${chapters(objectSections, false)}`;

/** @param {string} markdown */
function formatted(markdown) {
  const biome = join(projectRoot, "node_modules/@biomejs/biome/bin/biome");
  const command = [biome, "format", "--stdin-file-path=docs/library-options.md"];
  const result = spawnSync(process.execPath, command, {
    cwd: projectRoot,
    input: markdown,
    encoding: "utf8",
  });
  if (result.status !== 0) throw new Error(`the page could not be formatted: ${result.stderr}`);
  return result.stdout;
}

const fresh = formatted(text);
if (!process.argv.includes("--check")) writeFileSync(page, fresh);
else if (readFileSync(page, "utf8") !== fresh) {
  console.error("docs/library-options.md is not what the descriptions of the options say");
  console.error("Run `npm run docs:reference` and commit the result.");
  process.exitCode = 1;
}
