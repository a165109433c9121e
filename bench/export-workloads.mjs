// @ts-check
import { rmSync } from "node:fs";
import { engineRequest } from "../scripts/lab/engine-api.mjs";
import {
  benchLabel,
  refreshFile,
  writeBigContext,
  writeLayeredContext,
  writeManyFilesContext,
} from "./contexts.mjs";

/**
 * Results that come out of BuildKit: into the engine, and as files.
 * @param {(name: string) => string} path of a file or directory of the bench
 * @param {{ bytes: number, files: number, size: string }} amounts of the large contexts, and how the size is said
 * @param {(...args: string[]) => string[]} build the command line of a build
 * @returns {import("./workloads.mjs").Workload[]}
 */
export function exportWorkloads(path, { bytes, files, size }, build) {
  const image = "slipway-bench/load";
  let locals = 0;
  return [
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
          title: `\`--load\` of ${bytes < 2 ** 30 ? "1 MiB" : "16 MiB"}, already there`,
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
          bounds: { cpuSeconds: 1.5 },
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
          bounds: { cpuSeconds: 1.5 },
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
  ];
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
