#!/usr/bin/env node
// @ts-check
// `npm run test:nodes`: the unit tests on other versions of Node, fetched from npm. Arguments name the major versions:
// `npm run test:nodes -- 24`; without any, all.
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { projectRoot } from "./lab/project.mjs";
import { ensureNode, nodeVersions } from "./lab/runtimes.mjs";
import { SetupError, say } from "./lab/shell.mjs";

const wanted = process.argv.slice(2);
const versions = nodeVersions.filter(
  (version) => wanted.length === 0 || wanted.includes(version.split(".", 1)[0] ?? ""),
);

/** @param {string} version */
function passes(version) {
  const directory = ensureNode(version);
  const vitest = join(projectRoot, "node_modules/vitest/vitest.mjs");
  say(`Unit tests on Node ${version}`);
  const { status } = spawnSync(
    join(directory, "node"),
    [vitest, "run", "--project", "unit", "--reporter=dot"],
    {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit"],
      // Programs that the tests start find the same Node.
      env: { ...process.env, PATH: `${directory}${delimiter}${process.env.PATH ?? ""}` },
    },
  );
  return status === 0;
}

try {
  const failed = versions.filter((version) => !passes(version));
  if (versions.length === 0) say(`There is none of ${wanted.join(", ")} among ${nodeVersions.join(", ")}.`);
  if (failed.length > 0) say(`Unit tests fail on Node ${failed.join(", ")}.`);
  process.exitCode = failed.length > 0 || versions.length === 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
