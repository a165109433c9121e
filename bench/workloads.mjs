// @ts-check
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineRequest } from "../scripts/lab/engine-api.mjs";
import { bakeWorkloads } from "./bake-workloads.mjs";
import {
  benchLabel,
  cloneContext,
  refreshFile,
  writeBigContext,
  writeLayeredContext,
  writeManyFilesContext,
} from "./contexts.mjs";
import { farWorkloads } from "./far-workloads.mjs";
import { RegistryImages } from "./registry-images.mjs";

/**
 * @typedef {object} Step
 * @property {string} title the row of the table
 * @property {number} [must] the most that Slipway may take, as a part of docker-buildx's time
 * @property {() => void | Promise<void>} [prepare] not measured
 * @property {(program: Program) => string[]} args the command line
 * @property {number} [limit] seconds after which a program that is not done has hung; many, unless told otherwise
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
 * @property {string[]} [large] contexts of so many bytes that memory is freed before each step
 * @property {Step[]} steps measured in this order, all by one program, then all by the other
 */

/**
 * @param {string} directory where contexts and results go
 * @param {import("./bench-builder.mjs").Bench["builders"]} builders
 * @param {boolean} quick smaller inputs, for trying the benchmark itself
 * @param {(args: string[]) => Promise<void>} runOnce runs docker-buildx unmeasured
 * @returns {Workload[]}
 */
export function workloads(directory, builders, quick, runOnce) {
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
  let locals = 0;
  const latestClone = () => path(`many-${clones}`);

  return [
    { id: "version", pairs: 15, steps: [{ title: "`version`", must: 1, args: () => ["version"] }] },
    { id: "ls", pairs: 15, steps: [{ title: "`ls`", must: 1, args: () => ["ls"] }] },
    {
      id: "inspect",
      pairs: 15,
      steps: [{ title: "`inspect`", must: 1, args: () => ["inspect", builders.direct] }],
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
        { title: "cached build", must: 0.9, args: () => build(...intoCache, path("cached")) },
        {
          title: "cached build, from a running Node process through the library",
          must: 0.5,
          args: () => build(...intoCache, path("cached")),
          library: path("cached"),
        },
      ],
    },
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
      setup: () => writeBigContext(path("big"), bytes),
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
          must: 0.5,
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
          // Removing the last one first would make the next slow: see cloneContext.
          prepare: () => {
            clones++;
            cloneContext(path("many-0"), latestClone());
          },
          args: () => build(...intoCache, latestClone()),
        },
        {
          title: `context of ${files} files, unchanged`,
          must: 0.7,
          args: () => build(...intoCache, latestClone()),
        },
      ],
    },
    {
      id: "load",
      pairs: 5,
      setup: () => writeLayeredContext(path("load"), bytes),
      large: [path("load")],
      steps: [
        {
          title: `\`--load\` of ${size}, first`,
          must: 0.6,
          prepare: () => removeImage(image),
          args: () => build("--load", "-t", image, path("load")),
        },
        {
          title: `\`--load\` of ${size}, one small layer changed`,
          must: 0.15,
          prepare: () => refreshFile(path("load/small")),
          args: () => build("--load", "-t", image, path("load")),
        },
        {
          title: `\`--load\` of ${size}, already there`,
          must: 0.5,
          args: () => build("--load", "-t", image, path("load")),
        },
      ],
    },
    {
      id: "load-small",
      pairs: 5,
      setup: () => writeLayeredContext(path("load-small"), bytes / 64),
      steps: [
        {
          title: `\`--load\` of ${quick ? "1 MiB" : "16 MiB"}, already there`,
          must: 0.5,
          args: () => build("--load", "-t", `${image}-small`, path("load-small")),
        },
      ],
    },
    {
      id: "oci",
      pairs: 5,
      setup: () => writeBigContext(path("oci"), bytes),
      large: [path("oci")],
      steps: [
        {
          title: `\`-o type=oci\` of ${size}`,
          must: 0.6,
          prepare: () => rmSync(path("oci.tar"), { force: true }),
          args: () => build("-o", `type=oci,dest=${path("oci.tar")}`, path("oci")),
        },
      ],
    },
    {
      id: "local",
      pairs: 5,
      setup: () => writeBigContext(path("local-big"), bytes),
      large: [path("local-big")],
      steps: [
        {
          title: `\`-o type=local\` of ${size}`,
          must: 0.6,
          prepare: () => rmSync(path("local"), { recursive: true, force: true }),
          args: () => build("-o", `type=local,dest=${path("local")}`, path("local-big")),
        },
      ],
    },
    {
      id: "local-files",
      pairs: 5,
      setup: () => writeManyFilesContext(path("local-context"), files),
      steps: [
        {
          title: `\`-o type=local\` of ${files} files`,
          // docker-buildx hangs in it now and then, its receivers and the daemon's sender waiting for each other.
          limit: 120,
          // Nor is the last of these removed first.
          args: () => build("-o", `type=local,dest=${path(`local-${locals++}`)}`, path("local-context")),
        },
      ],
    },
    imagetools(path, bytes, size),
    ...bakeWorkloads(path, builders.direct, quick),
    ...farWorkloads(path, builders.direct, runOnce),
  ];
}

/**
 * @param {(name: string) => string} path
 * @param {number} bytes
 * @param {string} size
 * @returns {Workload}
 */
function imagetools(path, bytes, size) {
  const images = new RegistryImages(path("registry"));
  const create = (/** @type {string[]} */ ...args) => ["imagetools", "create", "--progress", "none", ...args];
  return {
    id: "imagetools",
    pairs: 5,
    setup: () => images.start(bytes),
    teardown: () => images.stop(),
    steps: [
      {
        title: "`imagetools inspect` of an index",
        must: 0.9,
        args: () => ["imagetools", "inspect", images.index],
      },
      {
        title: "`imagetools create`, four references joined",
        must: 0.8,
        args: () => create("--tag", images.newTag(), ...images.parts),
      },
      {
        title: `\`imagetools create\`, ${size} copied between two registries`,
        must: 0.8,
        prepare: () => images.emptyTarget(),
        args: () => create("--tag", images.target, images.large),
      },
    ],
  };
}

/**
 * Removes the image, and what it was before a layer of it changed: that would keep the large layer in the engine.
 * @param {string} image
 */
async function removeImage(image) {
  await engineRequest("DELETE", `/images/${image}?force=1`);
  const filters = JSON.stringify({ dangling: ["true"], label: [benchLabel] });
  await engineRequest("POST", `/images/prune?filters=${encodeURIComponent(filters)}`);
}
