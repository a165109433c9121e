// @ts-check
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineRequest } from "../scripts/lab/engine-api.mjs";
import { cloneContext, refreshFile, writeBigContext, writeManyFilesContext } from "./contexts.mjs";

/**
 * @typedef {object} Step
 * @property {string} title the row of the table
 * @property {() => void | Promise<void>} [prepare] not measured
 * @property {(program: Program) => string[]} args the command line
 * @property {string} [library] the context that a running Node process builds through the library instead of Slipway's
 * command
 */

/** @typedef {import("./bench-builder.mjs").Program} Program */

/**
 * @typedef {object} Workload
 * @property {string} id what `--only` selects
 * @property {number} pairs how often each program runs it, unless told otherwise
 * @property {() => void} [setup] done once
 * @property {Step[]} steps measured in this order, all by one program, then all by the other
 */

/**
 * @param {string} directory where contexts and results go
 * @param {import("./bench-builder.mjs").Bench["builders"]} builders
 * @param {boolean} quick smaller inputs, for trying the benchmark itself
 * @returns {Workload[]}
 */
export function workloads(directory, builders, quick) {
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
  const image = "slipway-bench/load";
  let clones = 0;
  const latestClone = () => path(`many-${clones}`);

  return [
    { id: "version", pairs: 15, steps: [{ title: "`version`", args: () => ["version"] }] },
    { id: "ls", pairs: 15, steps: [{ title: "`ls`", args: () => ["ls"] }] },
    { id: "inspect", pairs: 15, steps: [{ title: "`inspect`", args: () => ["inspect", builders.direct] }] },
    {
      id: "cached",
      pairs: 15,
      setup: () => {
        mkdirSync(path("cached"), { recursive: true });
        writeFileSync(path("cached/Dockerfile"), "FROM scratch\nCOPY message /message\n");
        writeFileSync(path("cached/message"), "nothing changes here\n");
      },
      steps: [
        { title: "cached build", args: () => build(...intoCache, path("cached")) },
        {
          title: "cached build, from a running Node process through the library",
          args: () => build(...intoCache, path("cached")),
          library: path("cached"),
        },
      ],
    },
    {
      id: "context",
      pairs: 5,
      setup: () => writeBigContext(path("big"), bytes),
      steps: [
        {
          title: `context of one ${size} file, direct transport`,
          prepare: () => refreshFile(path("big/big")),
          args: () => build(...intoCache, path("big")),
        },
        {
          title: `context of one ${size} file, exec transport`,
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
          prepare: () => {
            const previous = clones++;
            cloneContext(path("many-0"), latestClone());
            if (previous > 0) rmSync(path(`many-${previous}`), { recursive: true });
          },
          args: () => build(...intoCache, latestClone()),
        },
        { title: `context of ${files} files, unchanged`, args: () => build(...intoCache, latestClone()) },
      ],
    },
    {
      id: "load",
      pairs: 3,
      setup: () => writeBigContext(path("load"), bytes),
      steps: [
        {
          title: `\`--load\` of ${size}, first`,
          prepare: () => removeImage(image),
          args: () => build("--load", "-t", image, path("load")),
        },
        {
          title: `\`--load\` of ${size}, one small layer changed`,
          prepare: () => refreshFile(path("load/small")),
          args: () => build("--load", "-t", image, path("load")),
        },
        {
          title: `\`--load\` of ${size}, already there`,
          args: () => build("--load", "-t", image, path("load")),
        },
      ],
    },
    {
      id: "oci",
      pairs: 3,
      setup: () => writeBigContext(path("oci"), bytes),
      steps: [
        {
          title: `\`-o type=oci\` of ${size}`,
          prepare: () => rmSync(path("oci.tar"), { force: true }),
          args: () => build("-o", `type=oci,dest=${path("oci.tar")}`, path("oci")),
        },
      ],
    },
    {
      id: "local",
      pairs: 5,
      setup: () => {
        writeManyFilesContext(path("local-context"), files);
        writeBigContext(path("local-big"), bytes);
      },
      steps: [
        {
          title: `\`-o type=local\` of ${size}`,
          prepare: () => rmSync(path("local"), { recursive: true, force: true }),
          args: () => build("-o", `type=local,dest=${path("local")}`, path("local-big")),
        },
        {
          title: `\`-o type=local\` of ${files} files`,
          prepare: () => rmSync(path("local"), { recursive: true, force: true }),
          args: () => build("-o", `type=local,dest=${path("local")}`, path("local-context")),
        },
      ],
    },
  ];
}

/** @param {string} image */
async function removeImage(image) {
  await engineRequest("DELETE", `/images/${image}?force=1`);
}
