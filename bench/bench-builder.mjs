// @ts-check
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ensureBuilderImage } from "../scripts/lab/builder-image.mjs";
import { ensureBuildx } from "../scripts/lab/buildx.mjs";
import { ensureEngine } from "../scripts/lab/engine.mjs";
import { buildIfStale, commandPath, installDependencies } from "../scripts/lab/project.mjs";
import { run, say } from "../scripts/lab/shell.mjs";

/** @typedef {"buildx" | "before" | "slipway"} Program docker-buildx, an earlier Slipway, this one */

/**
 * @typedef {object} Bench
 * @property {string} directory for contexts and results; removed in the end
 * @property {{ direct: string, exec: string }} builders one container under two names: Slipway reaches the daemon in it
 * at its socket, or as docker-buildx does, through a program in the container. The other name is there once it is added
 * @property {() => void} addExecBuilder
 * @property {{ buildx: string[], before?: string[], slipway: string[] }} programs the start of a command line
 * @property {NodeJS.ProcessEnv} env for every program
 * @property {string} container of the builder
 * @property {Setting} setting
 */

/**
 * @typedef {object} Setting what is measured with
 * @property {string} machine
 * @property {string} engine
 * @property {string} image
 * @property {string} daemon that is in the image, and its version
 * @property {string} peer docker-buildx's version
 * @property {string} [before] the earlier Slipway's commit
 */

/**
 * Gives `work` a builder of its own and all that a comparison needs, and removes it afterwards.
 * @template T
 * @param {{ image?: string, before?: string }} options the builder's image, if not the lab's; the command of an earlier
 * Slipway to measure, too
 * @param {(bench: Bench) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBenchBuilder(options, work) {
  installDependencies();
  buildIfStale();
  const engine = await ensureEngine();
  const image = options.image ?? (await ensureBuilderImage());
  const buildx = ensureBuildx();
  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const config = join(directory, "docker-config");
  mkdirSync(config);
  // Where it is set, Node spends a third of a short command's time on it.
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const env = { ...inherited, DOCKER_CONFIG: config, DOCKER_HOST: engine.host };
  /** @type {Bench["programs"]} */
  const programs = {
    buildx: [buildx],
    ...(options.before && { before: [process.execPath, resolve(options.before)] }),
    slipway: [process.execPath, commandPath],
  };
  const slipway = (/** @type {string[]} */ ...args) => run([...programs.slipway, ...args], { env });
  const direct = `bench-${process.pid}`;
  const builders = { direct, exec: `${direct}-exec` };
  const driver = ["--driver", "docker-container", "--node", `${direct}0`, "--driver-opt"];
  slipway("create", "--name", builders.direct, ...driver, `image=${image}`, "--bootstrap");
  const addExecBuilder = () => {
    slipway("create", "--name", builders.exec, ...driver, `image=${image},transport=exec`);
  };
  try {
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Linux ${/^\d+\.\d+/.exec(release())}, Node ${process.version}`;
    const setting = {
      machine,
      engine: engine.version,
      image,
      daemon: `BuildKit ${/^BuildKit version: *(\S+)/m.exec(slipway("inspect", builders.direct))?.[1] ?? "of no version"}`,
      peer: run([buildx, "version"]).trim(),
      ...(options.before && { before: commitOf(options.before) }),
    };
    return await work({
      directory,
      builders,
      addExecBuilder,
      programs,
      env,
      container: `buildx_buildkit_${direct}0`,
      setting,
    });
  } finally {
    // Deleting a cache of a million files takes longer than the usual 20 seconds.
    say("Removing the builder and its cache");
    slipway("rm", "--timeout", "1h", builders.direct);
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * The commit of the checkout that a file is in.
 * @param {string} file
 */
function commitOf(file) {
  return run(["git", "-C", dirname(resolve(file)), "rev-parse", "--short", "HEAD"]).trim();
}
