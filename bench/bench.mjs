#!/usr/bin/env node
// @ts-check
// `npm run bench`: Slipway and docker-buildx in turn, on the same builder, on the same work. Prints a table of medians
// and keeps every measurement in bench/results/.
//   --quick        small inputs, few pairs: tries the benchmark, says little about speed
//   --only=a,b     these workloads alone (version, ls, inspect, cached, history, imagetools, context, files, load,
//                  load-small, oci, local, local-files, bake-print, bake-large, bake-cached,
//                  bake-load, far, far-trips, far-files, remote, ls-unreachable)
//   --pairs=N      how often each program does each work
//   --page=FILE    measures nothing: writes docs/bench.md from a file of bench/results/, or from several, each with rows
//                  of its own
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { projectRoot } from "../scripts/lab/project.mjs";
import { SetupError, say } from "../scripts/lab/shell.mjs";
import { withBenchBuilder } from "./bench-builder.mjs";
import { benchPage } from "./bench-page.mjs";
import { LibraryProcess } from "./library.mjs";
import { HangError, measure } from "./measure.mjs";
import { median, shortfalls, table } from "./report.mjs";
import { settle } from "./settle.mjs";
import { undisturbed } from "./undisturbed.mjs";
import { workloads } from "./workloads.mjs";

/** @typedef {import("./report.mjs").Row} Row */
/** @typedef {import("./bench-builder.mjs").Program} Program */

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean" },
    only: { type: "string" },
    pairs: { type: "string" },
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
 * Alternates who goes first, so that neither always finds the caches warm.
 * @param {import("./workloads.mjs").Workload} workload
 * @param {number} pairs
 * @param {(program: Program, step: import("./workloads.mjs").Step) => Promise<import("./measure.mjs").Measurement>} runProgram
 * @param {() => void} rest brings the machine to rest before each measurement
 * @returns {Promise<Row[]>}
 */
async function runWorkload(workload, pairs, runProgram, rest) {
  await workload.setup?.();
  try {
    return await runPairs(workload, pairs, runProgram, rest);
  } finally {
    workload.teardown?.();
  }
}

/** @type {typeof runWorkload} */
async function runPairs(workload, pairs, runProgram, rest) {
  /** @type {Row[]} */
  const rows = workload.steps.map(({ title, must }) => ({ title, must, buildx: [], slipway: [] }));
  // The first pair warms the machine's and the builder's caches and is not counted.
  for (let pair = -1; pair < pairs; pair++) {
    /** @type {Program[]} */
    const order = pair % 2 === 0 ? ["slipway", "buildx"] : ["buildx", "slipway"];
    for (const program of order) {
      for (const [index, step] of workload.steps.entries()) {
        const prepare = async () => {
          await step.prepare?.();
          rest();
        };
        const measurement = await undisturbed(prepare, () => runProgram(program, step)).catch(leftOut);
        if (pair >= 0 && measurement !== undefined) rows[index]?.[program].push(measurement);
      }
    }
    say(`${workload.id}: ${pair + 1} of ${pairs}`);
  }
  return rows;
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
  const setting = await withBenchBuilder(async (bench) => {
    const { directory, builders, programs, env, setting } = bench;
    const nodeStartSeconds = await nodeStart(env);
    const library = new LibraryProcess(env);
    const wanted = options.only?.split(",");
    const [peer = "", ...before] = programs.buildx;
    const runOnce = async (/** @type {string[]} */ args) =>
      void (await promisify(execFile)(peer, [...before, ...args], { env }));
    const all = workloads(directory, builders, options.quick ?? false, runOnce);
    try {
      for (const workload of all.filter(({ id }) => wanted?.includes(id) ?? true)) {
        const pairs = Number(options.pairs ?? (options.quick ? 3 : workload.pairs));
        /** @type {Parameters<typeof runWorkload>[2]} */
        const runProgram = (program, { args, limit, library: context }) =>
          program === "slipway" && context !== undefined
            ? library.build({ builder: builders.direct, context })
            : measure([...programs[program], ...args(program)], env, limit);
        rows.push(...(await runWorkload(workload, pairs, runProgram, () => settle(bench, workload.large))));
        keep(file, { ...setting, nodeStartSeconds, options, rows });
      }
    } finally {
      library.close();
    }
    return { ...setting, nodeStartSeconds };
  });
  const { machine, engine, image, peer, nodeStartSeconds } = setting;
  console.log(`${machine}\nDocker Engine ${engine}, builder image ${image}, ${peer}`);
  console.log(`Node's own start: ${nodeStartSeconds.toFixed(3)} s\n`);
  console.log(
    "Medians; ratio is Slipway's time to docker-buildx's; CPU and memory: docker-buildx, then Slipway.\n",
  );
  console.log(table(rows));
  const missed = shortfalls(rows, nodeStartSeconds);
  console.log(
    `\n${missed.length === 0 ? "Every row is within its limit." : `Over the limit: ${missed.join("; ")}`}`,
  );
  console.log(`\nEvery measurement: ${file}`);
}

/** @param {string[]} files of earlier runs */
function writePage(files) {
  const runs = files.map((file) => JSON.parse(readFileSync(file, "utf8")));
  const rows = runs.flatMap((run) => run.rows);
  const names = files.map((file) => relative(projectRoot, resolve(file)).replaceAll("\\", "/"));
  const notes = runs.flatMap((run) => run.note ?? []);
  writeFileSync(join(projectRoot, "docs/bench.md"), benchPage({ ...runs[0], rows, notes }, names));
}

try {
  if (options.page === undefined) await main();
  else writePage(options.page);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`The benchmark stopped: ${error.message}`);
  process.exitCode = 1;
}
