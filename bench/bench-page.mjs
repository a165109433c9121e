// @ts-check
import { shortfalls, table } from "./report.mjs";

/**
 * @typedef {object} Results what a run of the bench keeps
 * @property {string} machine
 * @property {string} engine
 * @property {string} image
 * @property {string} peer
 * @property {number} nodeStartSeconds
 * @property {import("./report.mjs").Row[]} rows
 * @property {string[]} [notes] what else a reader has to know of the measurements
 */

/**
 * The page about speed, in Markdown.
 * @param {Results} results
 * @param {string[]} files where the results are kept, from the project's root
 */
export function benchPage({ machine, engine, image, peer, nodeStartSeconds, rows, notes = [] }, files) {
  const [date] = /\d{4}-\d{2}-\d{2}/.exec(files[0] ?? "") ?? ["some day"];
  const over = shortfalls(rows, nodeStartSeconds);
  return `# How fast

Slipway and docker-buildx in turn, each as a whole process, on the same builder and the same work. \`npm run bench\`
measures this, and \`npm run bench -- --page=FILE\` writes this page from what it measured.

Measured ${date} on ${machine}; Docker Engine ${engine}, builder image \`${image}\`, ${peer}. Node's own start takes ${nodeStartSeconds.toFixed(3)} s of each of Slipway's.

Medians of n runs; the ratio is Slipway's time to docker-buildx's, and the limit is the ratio that we want to stay within.
CPU and memory: docker-buildx, then Slipway. Every measurement is in ${files.map((file) => `[${file}](../${file})`).join(" and ")}.

${table(rows)}

${over.length === 0 ? "Every row is within its limit." : `Over the limit: ${over.join("; ")}.`}

${notes.map((note) => `${note}\n\n`).join("")}## What is measured

- Contexts are new to BuildKit without pruning: the large file has other first bytes each time, the 20 000 files are a
  hard-linked copy with one file changed. The build copies the context into the cache and exports nothing.
- The direct transport is what Slipway chooses when it is on the engine's machine; docker-buildx always goes through a
  program in the container, as Slipway does with \`transport=exec\`. See [how Slipway talks to BuildKit](transport.md).
- Before each measurement the machine is brought to rest and, with gigabytes of content, memory is given back. A
  measurement during which the host took more than 8 % of the processors is repeated once.
- Peak memory is that of the client's process.
- A program that hangs is ended and measured once more. \`-o type=local\` of 20 000 files, in which docker-buildx hung in
  every second or third run here, is a row of its own: \`npm run bench -- --only=local-files\`.

## What sets the bounds

- A copy between two registries on one machine is mostly theirs: of 1 GiB the target's own process takes 3.5 s and the
  source's 0.6 s, five times what the client takes. Slipway checks every byte against its digest while it passes, which
  is 0.6 s of its share; docker-buildx leaves that to the target.
- A build waits for the daemon too: \`COPY\` and the check of what is cached are in both programs' times. Of a first
  transfer of many files most is the daemon's: it makes the files one after the other.
- Through a program in the container every byte passes five processes. Where the daemon's HTTP/2 window stays small, as
  Docker Engine's does at 1 MiB, the time is theirs; moby/buildkit's own daemon lets the window grow.
`;
}
