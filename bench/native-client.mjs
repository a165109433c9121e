// @ts-check
import { spawnSync } from "node:child_process";
import { basename } from "node:path";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

/** So many runs are timed as one: the shell in the container counts hundredths of a second. */
const runs = 10;

/**
 * BuildKit's own client in the builder's container, at the daemon's own socket: the least that a client can take, since
 * nothing lies between the two.
 */
export class NativeClient {
  #bench;
  /** @type {boolean | undefined} */
  #there;

  /** @param {import("./bench-builder.mjs").Bench} bench */
  constructor(bench) {
    this.#bench = bench;
  }

  /**
   * What the step's build takes, or undefined where there is no such build, or no such client in the image.
   * @param {import("./workloads.mjs").Step} step
   * @returns {Promise<Measurement | undefined>}
   */
  async measure({ native }) {
    if (native === undefined || !this.#isThere()) return undefined;
    const directory = native();
    const context = `/tmp/${basename(directory)}`;
    this.#docker("cp", directory, `${this.#bench.container}:/tmp/`);
    const build = `buildctl build --progress=plain --frontend=dockerfile.v0 --local=context=${context} --local=dockerfile=${context}`;
    const loop = `i=0; while [ \\$i -lt ${runs} ]; do ${build} >/dev/null 2>&1 || exit 1; i=\\$((i+1)); done`;
    this.#inside(`${build} >/dev/null 2>&1`); // takes the context in
    // A word of bash's, a command of BusyBox.
    const times = this.#inside(
      `shell=sh; command -v bash >/dev/null && shell=bash; exec "$shell" -c "time -p sh -c '${loop}'"`,
    ).stderr;
    const seconds = (/** @type {string} */ name) =>
      Number(new RegExp(`^${name} ([\\d.]+)$`, "m").exec(times)?.[1]) / runs;
    return { seconds: seconds("real"), cpuSeconds: seconds("user") + seconds("sys"), peakBytes: 0 };
  }

  /** The lab's image has a stand-in that cannot build. */
  #isThere() {
    this.#there ??= this.#docker(
      "exec",
      this.#bench.container,
      "buildctl",
      "build",
      "--help",
    ).stdout.includes("--frontend");
    return this.#there;
  }

  /** @param {string} script */
  #inside(script) {
    return this.#docker("exec", this.#bench.container, "sh", "-c", script);
  }

  /** @param {string[]} args */
  #docker(...args) {
    return spawnSync("docker", args, { env: this.#bench.env, encoding: "utf8" });
  }
}
