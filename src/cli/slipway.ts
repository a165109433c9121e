#!/usr/bin/env node
import { join } from "node:path";
import { EXTRA_CERTIFICATES, restoreCallerEnvironment } from "./start/caller-environment.js";
import { compiledCodeFile, compiler, type ProgramParts, v8Flavour } from "./start/compile-cache.js";
import { trustWhenNeeded } from "./start/extra-certificates.js";

// This file is bundled by itself; the rest of the program is a few files beside it, its packs.
declare const SLIPWAY_PROGRAM_ID: string;
/** See catalog/command-keys.ts. */
declare const SLIPWAY_COMMAND_KEYS: Readonly<Record<string, string>>;

const flavour = v8Flavour(process);
const restored = restoreCallerEnvironment(process.env);
const certificates = process.env[EXTRA_CERTIFICATES];
if (certificates && restored.has(EXTRA_CERTIFICATES)) {
  trustWhenNeeded(certificates);
  // Modules of drivers may come to TLS by an import, which is not seen.
  if (process.env.SLIPWAY_DRIVERS) require("node:tls");
}

let typed = "";
for (const word of process.argv.slice(2)) {
  const longer = typed === "" ? word : `${typed}/${word}`;
  if (Object.hasOwn(SLIPWAY_COMMAND_KEYS, longer)) typed = longer;
}
const key = { program: SLIPWAY_PROGRAM_ID, command: SLIPWAY_COMMAND_KEYS[typed] ?? "other", flavour };
let parts: ProgramParts | undefined;
const cacheFile = compiledCodeFile(key, process.env);
const compile = compiler(
  (pack) => join(__dirname, `program-${pack}.js`),
  cacheFile,
  () => parts,
);
const load = (pack: number): unknown => compile(pack).runInThisContext();
const run = load(0) as (require: NodeJS.Require, load: (pack: number) => unknown) => ProgramParts;
parts = run(require, load);
