#!/usr/bin/env node
// @ts-check
// `npm run test:nodes`: the unit tests on other versions of Node, fetched from npm. Arguments name the major versions:
// `npm run test:nodes -- 24`; without any, all. As many at once as the machine has processors, since each takes one.
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { projectRoot } from "./lab/project.mjs";
import { ensureNode, nodeVersions } from "./lab/runtimes.mjs";
import { SetupError, say } from "./lab/shell.mjs";

const wanted = process.argv.slice(2);
const versions = nodeVersions.filter(
  (version) => wanted.length === 0 || wanted.includes(version.split(".", 1)[0] ?? ""),
);

/** Node's output is printed when it has ended, so that those of two are not mixed. @param {string} version */
async function passes(version) {
  const directory = ensureNode(version);
  const vitest = join(projectRoot, "node_modules/vitest/vitest.mjs");
  const command = [vitest, "run", "--project", "unit", "--reporter=dot", "--maxWorkers=1"];
  const { ok, output } = await new Promise((resolve) => {
    const options = {
      cwd: projectRoot,
      maxBuffer: 64 << 20,
      // Programs that the tests start find the same Node.
      env: { ...process.env, PATH: `${directory}${delimiter}${process.env.PATH ?? ""}` },
    };
    const child = execFile(join(directory, "node"), command, options, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: stdout + stderr }),
    );
    child.stdin?.end();
  });
  say(`Unit tests on Node ${version}`);
  process.stdout.write(output);
  return ok;
}

try {
  const waiting = [...versions];
  /** @type {string[]} */
  const failed = [];
  const work = async () => {
    for (let version = waiting.shift(); version !== undefined; version = waiting.shift()) {
      if (!(await passes(version))) failed.push(version);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (versions.length === 0) say(`There is none of ${wanted.join(", ")} among ${nodeVersions.join(", ")}.`);
  if (failed.length > 0) say(`Unit tests fail on Node ${failed.join(", ")}.`);
  process.exitCode = failed.length > 0 || versions.length === 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
