// @ts-check
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bakeWorkloads } from "./bake-workloads.mjs";
import { certificates } from "./certificates.mjs";
import { cloneContext, refreshFile, writeBigContext, writeManyFilesContext } from "./contexts.mjs";
import { exportWorkloads } from "./export-workloads.mjs";
import { farWorkloads } from "./far-workloads.mjs";
import { imagetoolsWorkload } from "./imagetools-workloads.mjs";

/**
 * @typedef {object} Step
 * @property {string} title the row of the table
 * @property {number} [must] the most that Slipway may take, as a part of docker-buildx's time
 * @property {number} [mustOfficial] the same where the builder has an official BuildKit
 * @property {import("./report.mjs").Bounds} [bounds] what else Slipway's runs have to stay within
 * @property {() => void | Promise<void>} [prepare] not measured
 * @property {(program: Program) => string[]} args the command line
 * @property {number} [limit] seconds after which a program that is not done has hung; many, unless told otherwise
 * @property {{ args: () => string[], env?: Record<string, string> }} [baseline] what Slipway does in docker-buildx's
 * place, for a row that says what something of Slipway's own costs
 * @property {string[]} [command] the start of Slipway's command line, when it is not the command as such
 * @property {Record<string, string>} [env] more of the environment
 * @property {() => string} [native] the context that BuildKit's own client builds, for comparison
 * @property {string} [library] the context that a running Node process builds through the library instead of Slipway's
 * command
 */

/** @typedef {import("./bench-builder.mjs").Program} Program */

/**
 * @typedef {object} Workload
 * @property {string} id what `--only` selects
 * @property {number} pairs how often each program runs it, unless told otherwise
 * @property {() => void | Promise<void>} [setup] done once
 * @property {() => void} [teardown] done at the end
 * @property {boolean} [cold] counts the first pair, too: it takes so long that warmth is nothing
 * @property {string[]} [large] contexts of so many bytes that memory is freed before each step
 * @property {Step[]} steps measured in this order, all by one program, then all by the other
 */

/**
 * @param {import("./bench-builder.mjs").Bench} bench
 * @param {boolean} quick smaller inputs, for trying the benchmark itself
 * @param {(args: string[], env?: Record<string, string>) => Promise<void>} runOnce runs docker-buildx unmeasured
 * @returns {Workload[]}
 */
export function workloads(bench, quick, runOnce) {
  const { directory, builders } = bench;
  const bytes = (quick ? 64 : 1024) * 1024 * 1024;
  const files = quick ? 2000 : 20_000;
  const size = quick ? "64 MiB" : "1 GiB";
  const path = (/** @type {string} */ name) => join(directory, name);
  const build = (/** @type {string[]} */ ...args) => [
    "build",
    "--builder",
    builders.direct,
    "--progress",
    "plain",
    ...args,
  ];
  const intoCache = ["-o", "type=cacheonly"];
  let clones = 0;
  const latestClone = () => path(`many-${clones}`);

  return [
    {
      id: "version",
      pairs: 15,
      steps: [{ title: "`version`", must: 0.65, mustOfficial: 0.7, args: () => ["version"] }],
    },
    { id: "ls", pairs: 15, steps: [{ title: "`ls`", must: 0.7, mustOfficial: 0.75, args: () => ["ls"] }] },
    {
      id: "inspect",
      pairs: 15,
      steps: [
        { title: "`inspect`", must: 0.4, mustOfficial: 0.65, args: () => ["inspect", builders.direct] },
      ],
    },
    {
      id: "cached",
      pairs: 15,
      setup: () => {
        mkdirSync(path("cached"), { recursive: true });
        writeFileSync(path("cached/Dockerfile"), "FROM scratch\nCOPY message /message\n");
        writeFileSync(path("cached/message"), "nothing changes here\n");
      },
      steps: [
        {
          title: "cached build",
          must: 0.45,
          mustOfficial: 0.6,
          bounds: { cpuRatio: 0.75 },
          args: () => build(...intoCache, path("cached")),
          native: () => path("cached"),
        },
        {
          title: "cached build, from a running Node process through the library",
          must: 0.5,
          args: () => build(...intoCache, path("cached")),
          library: path("cached"),
        },
      ],
    },
    {
      id: "explain",
      pairs: 15,
      setup: () => {
        mkdirSync(path("explain"), { recursive: true });
        writeFileSync(path("explain/Dockerfile"), "FROM scratch\nCOPY message /message\n");
        writeFileSync(path("explain/message"), "nothing changes here\n");
        writeManyFilesContext(path("noted"), files);
      },
      steps: [
        {
          title: "cached build with `--explain`, against the same without",
          must: 1.05,
          baseline: { args: () => build(...intoCache, path("explain")) },
          args: () => build(...intoCache, "--explain", path("explain")),
        },
        {
          title: `notes of ${files} files unchanged, against no notes`,
          must: 1.03,
          baseline: { args: () => build(...intoCache, path("noted")), env: { SLIPWAY_BUILD_NOTES: "0" } },
          args: () => build(...intoCache, path("noted")),
          env: { SLIPWAY_BUILD_NOTES: "1" },
        },
      ],
    },
    certificates(bench, path("certificates"), () => build(...intoCache, path("certificates"))),
    {
      id: "history",
      pairs: 15,
      setup: async () => {
        mkdirSync(path("history"), { recursive: true });
        writeFileSync(path("history/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
        for (const name of ["one", "two", "three"]) {
          await runOnce(build(...intoCache, "--label", `name=${name}`, path("history")));
        }
      },
      steps: [
        {
          title: "`history ls`",
          must: 0.8,
          args: () => ["history", "ls", "--builder", builders.direct],
        },
        {
          title: "`history inspect`",
          must: 0.8,
          args: () => ["history", "inspect", "--builder", builders.direct],
        },
      ],
    },
    {
      id: "context",
      pairs: 5,
      setup: () => {
        bench.addExecBuilder();
        writeBigContext(path("big"), bytes);
      },
      large: [path("big")],
      steps: [
        {
          title: `context of one ${size} file, direct transport`,
          must: 0.25,
          prepare: () => refreshFile(path("big/big")),
          args: () => build(...intoCache, path("big")),
        },
        {
          title: `context of one ${size} file, exec transport`,
          must: 0.62,
          mustOfficial: 0.3,
          prepare: () => refreshFile(path("big/big")),
          args: (program) =>
            build(...(program === "slipway" ? ["--builder", builders.exec] : []), ...intoCache, path("big")),
        },
      ],
    },
    {
      id: "files",
      pairs: 7,
      setup: () => writeManyFilesContext(path("many-0"), files),
      steps: [
        {
          title: `context of ${files} files, first`,
          must: 0.6,
          mustOfficial: 0.55,
          // Removing the last one first would make the next slow: see cloneContext.
          prepare: () => {
            clones++;
            cloneContext(path("many-0"), latestClone());
          },
          args: () => build(...intoCache, latestClone()),
        },
        {
          title: `context of ${files} files, unchanged`,
          must: 0.4,
          mustOfficial: 0.5,
          args: () => build(...intoCache, latestClone()),
          native: latestClone,
        },
      ],
    },
    {
      id: "files-many",
      pairs: 1,
      cold: true,
      setup: () => writeManyFilesContext(path("very-many"), 10 * files),
      steps: [
        {
          title: `context of ${10 * files} files, first`,
          bounds: { bytes: 120e6 },
          prepare: () => writeFileSync(path("very-many/changed"), randomBytes(64)),
          args: () => build(...intoCache, path("very-many")),
        },
      ],
    },
    ...exportWorkloads(path, { bytes, files, size }, build),
    imagetoolsWorkload(path, bytes, size),
    ...bakeWorkloads(path, builders.direct, quick),
    ...farWorkloads(path, builders.direct, runOnce),
  ];
}
