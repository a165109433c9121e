#!/usr/bin/env node
// @ts-check
// `npm run bench`: Slipway and docker-buildx in turn, on the same builder, on the same work. Prints a table of medians
// and keeps every measurement in bench/results/.
//   --quick        small inputs, few pairs: tries the benchmark, says little about speed
//   --only=a,b     these workloads alone (version, ls, inspect, cached, context, files, load, oci, local)
//   --pairs=N      how often each program does each work
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilderImage } from "../scripts/lab/builder-image.mjs";
import { ensureBuildx } from "../scripts/lab/buildx.mjs";
import { ensureEngine } from "../scripts/lab/engine.mjs";
import { buildIfStale, commandPath, installDependencies, projectRoot } from "../scripts/lab/project.mjs";
import { run, SetupError, say } from "../scripts/lab/shell.mjs";
import { measure } from "./measure.mjs";
import { table } from "./report.mjs";
import { workloads } from "./workloads.mjs";

/** @typedef {import("./report.mjs").Row} Row */

const { values: options } = parseArgs({
  options: { quick: { type: "boolean" }, only: { type: "string" }, pairs: { type: "string" } },
});

/**
 * Alternates who goes first, so that neither always finds the caches warm.
 * @param {import("./workloads.mjs").Workload} workload
 * @param {number} pairs
 * @param {(program: "buildx" | "slipway", args: string[]) => Promise<import("./measure.mjs").Measurement>} runProgram
 * @returns {Promise<Row[]>}
 */
async function runWorkload(workload, pairs, runProgram) {
  workload.setup?.();
  /** @type {Row[]} */
  const rows = workload.steps.map(({ title }) => ({ title, buildx: [], slipway: [] }));
  // The first pair warms the machine's and the builder's caches and is not counted.
  for (let pair = -1; pair < pairs; pair++) {
    /** @type {("buildx" | "slipway")[]} */
    const order = pair % 2 === 0 ? ["slipway", "buildx"] : ["buildx", "slipway"];
    for (const program of order) {
      for (const [index, step] of workload.steps.entries()) {
        await step.prepare?.();
        const measurement = await runProgram(program, step.args());
        if (pair >= 0) rows[index]?.[program].push(measurement);
      }
    }
    say(`${workload.id}: ${pair + 1} of ${pairs}`);
  }
  return rows;
}

async function main() {
  installDependencies();
  buildIfStale();
  const engine = await ensureEngine();
  const image = await ensureBuilderImage();
  const buildx = ensureBuildx();

  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const builder = `bench-${process.pid}`;
  const config = join(directory, "docker-config");
  mkdirSync(config);
  // Where it is set, Node spends a third of a short command's time on it.
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const env = { ...inherited, DOCKER_CONFIG: config, DOCKER_HOST: engine.host };
  const programs = { buildx: [buildx], slipway: [process.execPath, commandPath] };
  const slipway = (/** @type {string[]} */ ...args) => run([...programs.slipway, ...args], { env });

  /** @type {Row[]} */
  const rows = [];
  slipway(
    ...["create", "--name", builder, "--driver", "docker-container"],
    ...["--driver-opt", `image=${image}`, "--bootstrap"],
  );
  try {
    const wanted = options.only?.split(",");
    const all = workloads(directory, builder, options.quick ?? false);
    for (const workload of all.filter(({ id }) => wanted?.includes(id) ?? true)) {
      const pairs = Number(options.pairs ?? (options.quick ? 3 : workload.pairs));
      const runProgram = (/** @type {"buildx" | "slipway"} */ program, /** @type {string[]} */ args) =>
        measure([...programs[program], ...args], env);
      rows.push(...(await runWorkload(workload, pairs, runProgram)));
    }
  } finally {
    slipway("rm", builder);
    rmSync(directory, { recursive: true, force: true });
  }

  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${release()}, Node ${process.version}`;
  const peer = run([buildx, "version"]).trim();
  console.log(`${machine}\nDocker Engine ${engine.version}, builder image ${image}, ${peer}\n`);
  console.log(
    "Medians; ratio is Slipway's time to docker-buildx's; CPU and memory: docker-buildx, then Slipway.\n",
  );
  console.log(table(rows));
  const results = join(projectRoot, "bench/results");
  mkdirSync(results, { recursive: true });
  const file = join(results, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  writeFileSync(
    file,
    JSON.stringify({ machine, engine: engine.version, image, peer, options, rows }, null, 2),
  );
  console.log(`\nEvery measurement: ${file}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`The benchmark stopped: ${error.message}`);
  process.exitCode = 1;
}
