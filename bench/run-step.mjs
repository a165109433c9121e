// @ts-check
import { dirname, join } from "node:path";
import { daemonSeconds } from "./daemon-time.mjs";
import { LibraryProcess } from "./library.mjs";
import { measure } from "./measure.mjs";

/** @typedef {import("./measure.mjs").Measurement} Measurement */
/** @typedef {import("./bench-builder.mjs").Program} Program */
/** @typedef {import("./workloads.mjs").Step} Step */

/**
 * What runs one step of a workload by one program, and says what it and the builder's daemon took.
 * @param {import("./bench-builder.mjs").Bench} bench
 */
export function runner({ programs, env, container, builders }) {
  /** @type {Map<Program, LibraryProcess>} */
  const libraries = new Map();
  const library = (/** @type {Program} */ program) => {
    const [, command = ""] = programs[program] ?? [];
    const running = libraries.get(program) ?? new LibraryProcess(env, join(dirname(command), "../index.js"));
    libraries.set(program, running);
    return running;
  };
  /** @param {Program} program @param {Step} step @returns {Promise<Measurement>} */
  const client = (program, { args, limit, library: context, command, baseline, env: more }) => {
    if (program === "buildx" && baseline !== undefined)
      return measure([...programs.slipway, ...baseline.args()], { ...env, ...baseline.env }, limit);
    if (program !== "buildx" && context !== undefined)
      return library(program).build({ builder: builders.direct, context });
    const start = (program === "slipway" ? command : undefined) ?? programs[program] ?? [];
    return measure([...start, ...args(program)], { ...env, ...more }, limit);
  };
  /** @param {Program} program @param {Step} step @returns {Promise<Measurement>} */
  const run = async (program, step) => {
    const before = await daemonSeconds(container);
    const measurement = await client(program, step);
    return { ...measurement, daemonSeconds: (await daemonSeconds(container)) - before };
  };
  return Object.assign(run, {
    close: () => {
      for (const running of libraries.values()) running.close();
    },
  });
}
