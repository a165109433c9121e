#!/usr/bin/env node
import { join } from "node:path";
import { restoreCallerEnvironment } from "./start/caller-environment.js";
import { compiledCodeFile, compileProgram, v8Flavour } from "./start/compile-cache.js";

// This file is bundled by itself; the rest of the program is one file beside it, a function of `require`.
declare const SLIPWAY_PROGRAM_ID: string;
/** See catalog/command-keys.ts. */
declare const SLIPWAY_COMMAND_KEYS: Readonly<Record<string, string>>;

const flavour = v8Flavour(process);
restoreCallerEnvironment(process.env);

let typed = "";
for (const word of process.argv.slice(2)) {
  const longer = typed === "" ? word : `${typed}/${word}`;
  if (Object.hasOwn(SLIPWAY_COMMAND_KEYS, longer)) typed = longer;
}
const key = { program: SLIPWAY_PROGRAM_ID, command: SLIPWAY_COMMAND_KEYS[typed] ?? "other", flavour };
const program = compileProgram(join(__dirname, "program.js"), compiledCodeFile(key, process.env));
const run = program.runInThisContext() as (require: NodeJS.Require) => void;
run(require);
