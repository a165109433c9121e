#!/usr/bin/env node
// @ts-check
// `npm run bench`: Slipway and docker-buildx in turn, on the same builder, on the same work. Prints a table of medians
// and keeps every measurement in bench/results/.
//   --quick        small inputs, few pairs: tries the benchmark, says little about speed
//   --only=a,b     these workloads alone (version, ls, inspect, cached, explain, certificates, history, imagetools, context, files,
//                  files-many, load,
//                  load-small, oci, local, local-files, bake-print, bake-large, bake-cached,
//                  bake-load, far, far-trips, far-files, far-ssh, remote, ls-unreachable)
//   --pairs=N      how often each program does each work
//   --image=REF    the builder's image, when it is not the lab's: of an official BuildKit, say
//   --before=FILE  the command of an earlier Slipway (dist/cli/slipway.js of its checkout), measured in the same run
//   --page=FILE    measures nothing: writes docs/bench.md from a file of bench/results/, or from several; those of one
//                  image share a table
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { projectRoot } from "../scripts/lab/project.mjs";
import { SetupError, say } from "../scripts/lab/shell.mjs";
import { withBenchBuilder } from "./bench-builder.mjs";
import { benchPage } from "./bench-page.mjs";
import { HangError, measure } from "./measure.mjs";
import { NativeClient } from "./native-client.mjs";
import { median, shortfalls, table } from "./report.mjs";
import { runner } from "./run-step.mjs";
import { settle } from "./settle.mjs";
import { undisturbed } from "./undisturbed.mjs";
import { workloads } from "./workloads.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./bench-builder.mjs").Program} Program */
/** @typedef {import("./workloads.mjs").Step} Step */
/** @typedef {import("./workloads.mjs").Workload} Workload */
/** @typedef {import("./measure.mjs").Measurement} Measurement */

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean" },
    only: { type: "string" },
    pairs: { type: "string" },
    image: { type: "string" },
    before: { type: "string" },
    page: { type: "string", multiple: true },
  },
});

/** What starting Node alone takes, in seconds: the least that any command of Slipway can take. */
async function nodeStart(/** @type {NodeJS.ProcessEnv} */ env) {
  /** @type {number[]} */
  const runs = [];
  for (let run = 0; run < 15; run++) runs.push((await measure([process.execPath, "-e", "0"], env)).seconds);
  return median(runs);
}

/**
 * @typedef {object} Measuring
 * @property {Program[]} programs
 * @property {ReturnType<typeof runner>} run
 * @property {(step: Step) => Promise<Measurement | undefined>} native the step by BuildKit's own client
 * @property {(large: string[] | undefined) => void} rest brings the machine to rest before each measurement
 * @property {boolean} official whether the builder has an image of its own choice: the limits for that count
 */

/**
 * Alternates who goes first, so that neither always finds the caches warm.
 * @param {Workload} workload
 * @param {number} pairs
 * @param {Measuring} measuring
 * @returns {Promise<Row[]>}
 */
async function runWorkload(workload, pairs, measuring) {
  await workload.setup?.();
  try {
    return await runPairs(workload, pairs, measuring);
  } finally {
    workload.teardown?.();
  }
}

/** @type {typeof runWorkload} */
async function runPairs({ id, steps, large, cold }, pairs, { programs, run, native, rest, official }) {
  const rows = steps.map((step) => emptyRow(step, official));
  // The first pair warms the machine's and the builder's caches and is not counted.
  for (let pair = cold ? 0 : -1; pair < pairs; pair++) {
    for (const program of pair % 2 === 0 ? programs.toReversed() : programs) {
      for (const [index, step] of steps.entries()) {
        const prepare = async () => {
          await step.prepare?.();
          rest(large);
        };
        const measurement = await undisturbed(prepare, () => run(program, step)).catch(leftOut);
        if (pair < 0 || measurement === undefined) continue;
        const row = rows[index];
        if (row !== undefined) row[program] = [...(row[program] ?? []), measurement];
      }
    }
    say(`${id}: ${pair + 1} of ${pairs}`);
  }
  for (const [index, step] of steps.entries()) {
    const measurement = await native(step);
    const row = rows[index];
    if (measurement !== undefined && row !== undefined) row.native = [measurement];
  }
  return rows;
}

/**
 * @param {Step} step
 * @param {boolean} official
 * @returns {Row}
 */
function emptyRow({ title, must, mustOfficial, bounds }, official) {
  return { title, must: official ? (mustOfficial ?? must) : must, bounds, buildx: [], slipway: [] };
}

/**
 * A program that hangs again and again must not cost the rest of the run.
 * @param {unknown} error
 */
function leftOut(error) {
  if (!(error instanceof HangError)) throw error;
  say(`${error.message} again: left out`);
  return undefined;
}

/**
 * Keeps every measurement so far: a long run that breaks off has not been for nothing.
 * @param {string} file
 * @param {object} results
 */
function keep(file, results) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results, null, 2));
}

async function main() {
  /** @type {Row[]} */
  const rows = [];
  const file = join(projectRoot, "bench/results", `${new Date().toISOString().replaceAll(":", "-")}.json`);
  const setting = await withBenchBuilder(options, async (bench) => {
    const { programs, env, setting } = bench;
    const nodeStartSeconds = await nodeStart(env);
    const wanted = options.only?.split(",");
    const [peer = "", ...before] = programs.buildx;
    const runOnce = async (/** @type {string[]} */ args, /** @type {Record<string, string>} */ more = {}) =>
      void (await promisify(execFile)(peer, [...before, ...args], { env: { ...env, ...more } }));
    const all = workloads(bench, options.quick ?? false, runOnce);
    const run = runner(bench);
    const native = new NativeClient(bench);
    const measuring = {
      programs: /** @type {Program[]} */ (Object.keys(programs)),
      run,
      native: (/** @type {Step} */ step) => native.measure(step),
      rest: (/** @type {string[] | undefined} */ large) => settle(bench, large),
      official: options.image !== undefined,
    };
    try {
      for (const workload of all.filter(({ id }) => wanted?.includes(id) ?? true)) {
        const pairs = Number(options.pairs ?? (options.quick ? 3 : workload.pairs));
        rows.push(...(await runWorkload(workload, pairs, measuring)));
        keep(file, { ...setting, nodeStartSeconds, options: keptOptions(), rows });
      }
    } finally {
      run.close();
    }
    return { ...setting, nodeStartSeconds };
  });
  const { machine, engine, image, daemon, peer, nodeStartSeconds } = setting;
  console.log(`${machine}\nDocker Engine ${engine}, builder image ${image} (${daemon}), ${peer}`);
  console.log(`Node's own start: ${nodeStartSeconds.toFixed(3)} s\n`);
  console.log("Medians; ratio is Slipway's time to docker-buildx's; pairs: docker-buildx, then Slipway.\n");
  console.log(table(rows));
  const missed = shortfalls(rows, nodeStartSeconds);
  console.log(
    `\n${missed.length === 0 ? "Every row is within its limit." : `Over the limit: ${missed.join("; ")}`}`,
  );
  console.log(`\nEvery measurement: ${file}`);
}

/** The options that say what was measured, without this machine's paths. */
function keptOptions() {
  const { before: _, ...kept } = options;
  return kept;
}

/** @param {string[]} files of earlier runs */
function writePage(files) {
  const runs = files.map((file) => ({
    ...JSON.parse(readFileSync(file, "utf8")),
    file: relative(projectRoot, resolve(file)).replaceAll("\\", "/"),
  }));
  writeFileSync(join(projectRoot, "docs/bench.md"), benchPage(runs));
}

try {
  if (options.page === undefined) await main();
  else writePage(options.page);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`The benchmark stopped: ${error.message}`);
  process.exitCode = 1;
}
