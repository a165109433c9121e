#!/usr/bin/env node
// @ts-check
// Runs before `npm pack` and `npm publish`: a package is always made of what was just built, and of nothing older.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { installDependencies, projectRoot } from "./lab/project.mjs";

// The build is told on standard error: `npm pack --json` and `--silent` print for programs.
/** @type {import("node:child_process").StdioOptions} */
const stdio = ["ignore", 2, 2];

// `npm publish --dry-run` hands its flag on to the npm that installs, which would then do nothing.
process.env.npm_config_dry_run = "false";
installDependencies();
rmSync(join(projectRoot, "dist"), { recursive: true, force: true });
const { status } = spawnSync("npm run build", [], { cwd: projectRoot, stdio, shell: true });
process.exitCode = status ?? 1;
