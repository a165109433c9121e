#!/usr/bin/env node
// @ts-check
// `npm test`: the project's checks, then unit tests, then integration tests, on a machine that needs no preparation.
// Arguments go to vitest, and then only tests run: `npm test -- test/docs`. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDependencies, projectRoot } from "./lab/project.mjs";

const filters = process.argv.slice(2);
let passed = 0;
let failed = 0;
/** @type {{ name: string, reason: string }[]} */
const skipped = [];

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 */
function succeeds(command, env = process.env) {
  const [program = "", ...args] = command;
  return (
    spawnSync(program, args, { cwd: projectRoot, env, stdio: ["ignore", "inherit", "inherit"] }).status === 0
  );
}

/**
 * One of the project's own checks; counts as a test.
 * @param {string} name
 * @param {string[]} command
 */
function check(name, command) {
  const begun = Date.now();
  const ok = succeeds(command);
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  if (ok) passed++;
  else failed++;
  return ok;
}

/** @param {"unit" | "integration"} project */
function runTests(project) {
  const directory = mkdtempSync(join(tmpdir(), "slipway-test-report-"));
  const file = join(directory, "report.json");
  const reporters = ["--reporter=default", `--reporter=${join(projectRoot, "scripts/test-reporter.mjs")}`];
  const selection = filters.length > 0 ? ["--passWithNoTests", ...filters] : [];
  // Too few lines that are reached make the run fail where no test does, and count as one that failed.
  const coverage = project === "unit" && filters.length === 0 ? ["--coverage"] : [];
  const command = ["npx", "vitest", "run", "--project", project, ...reporters, ...coverage, ...selection];
  const ok = succeeds(command, { ...process.env, SLIPWAY_TEST_REPORT: file });
  /** @type {import("./test-reporter.mjs").TestReport} */
  let report = { passed: 0, failed: 0, skipped: [] };
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // vitest ended before it ran anything: its exit status says whether that is a failure.
  }
  rmSync(directory, { recursive: true });
  passed += report.passed;
  failed += report.failed + (!ok && report.failed === 0 ? 1 : 0);
  skipped.push(...report.skipped);
}

installDependencies();
const built = check("build", ["npm", "run", "--silent", "build"]);
if (filters.length === 0) {
  check("types", ["npm", "run", "--silent", "typecheck"]);
  check("format and lint", ["npm", "run", "--silent", "lint:code"]);
  check("layers and dependencies", ["npm", "run", "--silent", "lint:layers"]);
  check("workflows", ["npm", "run", "--silent", "lint:workflows"]);
  // Without scripts: what was just built is what is looked at.
  check("package and its types", ["npm", "run", "--silent", "--ignore-scripts", "lint:package"]);
  check("API reference has no gaps", ["npm", "run", "--silent", "docs:api", "--", "--emit", "none"]);
  check("generated code is up to date", ["node", "scripts/check-generated.mjs"]);
  check("command reference is up to date", ["node", "scripts/docs-reference.mjs", "--check"]);
  check("reference of the options is up to date", ["node", "scripts/options-reference.mjs", "--check"]);
}
runTests("unit");
if (filters.length === 0) {
  succeeds(["node", "scripts/coverage.mjs", "--print"]);
  // The newest one too would take a minute and a half more: the hosted workflows and `npm run test:nodes` have it.
  check("unit tests on Node 22 and 24", ["npm", "run", "--silent", "test:nodes", "--", "22", "24"]);
}
if (built) runTests("integration");
else skipped.push({ name: "integration tests", reason: "the project does not build" });

for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`);
console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
