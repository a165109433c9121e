#!/usr/bin/env node
import { join } from "node:path";
import { compiledCodeFile, compileProgram } from "./start/compile-cache.js";

// This file is bundled by itself; the rest of the program is one file beside it, a function of `require`.
declare const SLIPWAY_PROGRAM_ID: string;

const COMMANDS = ["build", "b", "inspect", "ls", "version", "create", "du", "prune", "rm", "stop", "use"];

const key = {
  program: SLIPWAY_PROGRAM_ID,
  command: process.argv.slice(2).find((word) => COMMANDS.includes(word)) ?? "other",
};
const program = compileProgram(join(__dirname, "program.js"), compiledCodeFile(key, process.env));
const run = program.runInThisContext() as (require: NodeJS.Require) => void;
run(require);
