// @ts-check
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilderImage } from "../scripts/lab/builder-image.mjs";
import { ensureBuildx } from "../scripts/lab/buildx.mjs";
import { ensureEngine } from "../scripts/lab/engine.mjs";
import { buildIfStale, commandPath, installDependencies } from "../scripts/lab/project.mjs";
import { run, say } from "../scripts/lab/shell.mjs";

/** @typedef {"buildx" | "slipway"} Program */

/**
 * @typedef {object} Bench
 * @property {string} directory for contexts and results; removed in the end
 * @property {{ direct: string, exec: string }} builders one container under two names: Slipway reaches the daemon in it
 * at its socket, or as docker-buildx does, through a program in the container
 * @property {Record<Program, string[]>} programs the start of a command line
 * @property {NodeJS.ProcessEnv} env for either program
 * @property {{ machine: string, engine: string, image: string, peer: string }} setting what is measured with
 */

/**
 * Gives `work` a builder of its own and all that a comparison needs, and removes it afterwards.
 * @template T
 * @param {(bench: Bench) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBenchBuilder(work) {
  installDependencies();
  buildIfStale();
  const engine = await ensureEngine();
  const image = await ensureBuilderImage();
  const buildx = ensureBuildx();
  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const config = join(directory, "docker-config");
  mkdirSync(config);
  // Where it is set, Node spends a third of a short command's time on it.
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const env = { ...inherited, DOCKER_CONFIG: config, DOCKER_HOST: engine.host };
  const programs = { buildx: [buildx], slipway: [process.execPath, commandPath] };
  const slipway = (/** @type {string[]} */ ...args) => run([...programs.slipway, ...args], { env });
  const direct = `bench-${process.pid}`;
  const builders = { direct, exec: `${direct}-exec` };
  const driver = ["--driver", "docker-container", "--node", `${direct}0`, "--driver-opt"];
  slipway("create", "--name", builders.direct, ...driver, `image=${image}`, "--bootstrap");
  try {
    slipway("create", "--name", builders.exec, ...driver, `image=${image},transport=exec`);
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${/^\d+\.\d+/.exec(release())}, Node ${process.version}`;
    const setting = { machine, engine: engine.version, image, peer: run([buildx, "version"]).trim() };
    return await work({ directory, builders, programs, env, setting });
  } finally {
    // Deleting a cache of a million files takes longer than the usual 20 seconds.
    say("Removing the builder and its cache");
    slipway("rm", "--timeout", "1h", builders.direct);
    rmSync(directory, { recursive: true, force: true });
  }
}
