#!/usr/bin/env node
// @ts-check
// `npm run bench:growth`: how the time of a build grows with the number of files and with the bytes of its context, for
// Slipway and docker-buildx on the same builder. Writes bench/results/growth.json, and from it docs/growth.md and its
// charts.
//   --page      only the page and charts, from the results that are there
//   --pairs=N   how often each program does each work, unless it is the largest
//   --small     leaves out what needs more than 2 GiB of disk
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../scripts/lab/project.mjs";
import { run, SetupError, say } from "../scripts/lab/shell.mjs";
import { withBenchBuilder } from "./bench-builder.mjs";
import { cloneContext, refreshFile, writeBigContext, writeManyFilesContext } from "./contexts.mjs";
import { writeGrowthPage } from "./growth-page.mjs";
import { measure } from "./measure.mjs";
import { median } from "./report.mjs";
import { settle } from "./settle.mjs";

const MiB = 1024 * 1024;
const sizes = [1, 16, 128, 1024, 8192].map((count) => count * MiB);
const counts = [1000, 5000, 20_000, 50_000, 200_000];
const resultFile = join(projectRoot, "bench/results/growth.json");

const { values: options } = parseArgs({
  options: { page: { type: "boolean" }, pairs: { type: "string" }, small: { type: "boolean" } },
});
const pairs = Number(options.pairs ?? 3);

/** @typedef {import("./growth-page.mjs").GrowthPoint} GrowthPoint */

/**
 * @param {import("./bench-builder.mjs").Bench} bench
 * @param {number} size of the context: bytes, or files
 * @param {number} times
 * @param {() => string} nextContext a context that BuildKit has not seen
 * @returns {Promise<GrowthPoint>}
 */
async function compare({ programs, builders, env }, size, times, nextContext) {
  /** @type {Record<"buildx" | "slipway", import("./measure.mjs").Measurement[]>} */
  const taken = { buildx: [], slipway: [] };
  for (let pair = 0; pair < times; pair++) {
    /** @type {("buildx" | "slipway")[]} */
    const order = pair % 2 === 0 ? ["buildx", "slipway"] : ["slipway", "buildx"];
    for (const program of order) {
      const build = ["build", "--builder", builders.direct, "--progress", "plain", "-o", "type=cacheonly"];
      taken[program].push(await measure([...programs[program], ...build, nextContext()], env));
    }
  }
  say(`${size}: ${times} pairs`);
  const summary = (/** @type {import("./measure.mjs").Measurement[]} */ runs) => ({
    seconds: median(runs.map((one) => one.seconds)),
    peakBytes: median(runs.map((one) => one.peakBytes)),
  });
  return { size, pairs: times, buildx: summary(taken.buildx), slipway: summary(taken.slipway) };
}

/**
 * Makes room where builds of a large context would fill the disk. Nothing is pruned where it can be helped: the file
 * system is slow for minutes afterwards.
 * @param {import("./bench-builder.mjs").Bench} bench
 * @param {number} size bytes of the context, which each build stores twice
 */
function makeRoom({ directory, programs, builders, env }, size) {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize > 6 * size) return;
  run([...programs.slipway, "prune", "--builder", builders.direct, "--all", "--force"], { env });
}

/** @param {import("./bench-builder.mjs").Bench} bench */
async function growByBytes(bench) {
  const points = [];
  for (const size of sizes.filter((bytes) => !options.small || bytes < 2048 * MiB)) {
    const context = join(bench.directory, "bytes");
    writeBigContext(context, size);
    const times = size > 2048 * MiB ? 1 : pairs;
    makeRoom(bench, size);
    points.push(
      await compare(bench, size, times, () => {
        refreshFile(join(context, "big"));
        settle(bench, [context]);
        return context;
      }),
    );
    rmSync(context, { recursive: true });
  }
  return points;
}

/** @param {import("./bench-builder.mjs").Bench} bench */
async function growByFiles(bench) {
  const points = [];
  for (const count of counts) {
    // Nothing is removed before the end: removing many files makes the next builds slow.
    const context = join(bench.directory, `files-${count}`);
    writeManyFilesContext(context, count);
    let clones = 0;
    points.push(
      await compare(bench, count, count > 100_000 ? 1 : pairs, () => {
        const clone = `${context}-${++clones}`;
        cloneContext(context, clone);
        settle(bench);
        return clone;
      }),
    );
  }
  return points;
}

try {
  if (!options.page) {
    await withBenchBuilder({}, async (bench) => {
      // Bytes first: the builder's file system gets slower with every hundred thousand files.
      const bytes = await growByBytes(bench);
      const files = await growByFiles(bench);
      const growth = { ...bench.setting, date: new Date().toISOString().slice(0, 10), files, bytes };
      mkdirSync(join(projectRoot, "bench/results"), { recursive: true });
      writeFileSync(resultFile, `${JSON.stringify(growth, null, 2)}\n`);
    });
  }
  writeGrowthPage(JSON.parse(readFileSync(resultFile, "utf8")), join(projectRoot, "docs"));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`The benchmark stopped: ${error.message}`);
  process.exitCode = 1;
}
