// @ts-check
import { markdownTable } from "./markdown-table.mjs";
import { limits, ratio, shortfalls, table } from "./report.mjs";

/** @typedef {import("./report.mjs").Row} Row */

/**
 * @typedef {object} Run what a run of the bench keeps, and the file that it is kept in, from the project's root
 * @property {string} file
 * @property {string} machine
 * @property {string} engine
 * @property {string} image
 * @property {string} [daemon] that is in the image
 * @property {string} peer
 * @property {string} [before] the commit of an earlier Slipway that was measured, too
 * @property {number} nodeStartSeconds
 * @property {Row[]} rows
 * @property {string} [note] what else a reader has to know of the measurements
 */

/**
 * The page about speed, in Markdown.
 * @param {readonly Run[]} runs
 */
export function benchPage(runs) {
  const images = [...new Set(runs.map(({ image }) => image))];
  const parts = images.map((image) => runs.filter((run) => run.image === image));
  return `# How fast

Slipway and docker-buildx in turn, each as a whole process, on the same builder and the same work. \`npm run bench\`
measures this, and \`npm run bench -- --page=FILE\` writes this page from what it measured.

Medians of n runs; the ratio is Slipway's time to docker-buildx's, and the limit is the ratio that we want to stay within.
CPU, the daemon's CPU and memory: docker-buildx / Slipway.

${parts.map(section).join("\n")}
${parts.length > 1 ? sideBySide(parts) : ""}## What is measured

- Contexts are new to BuildKit without pruning: the large file has other first bytes each time, the 20 000 files are a
  hard-linked copy with one file changed. The build copies the context into the cache and exports nothing.
- The direct transport is what Slipway chooses when it is on the engine's machine; docker-buildx always goes through a
  program in the container, as Slipway does with \`transport=exec\`. See [how Slipway talks to BuildKit](transport.md).
- \`ls\` lists the builder and the engine's own. BuildKit in an engine runs a program for each platform to see what it can
  build, each time that it is asked: 30 ms of either program. docker-buildx waits for \`docker exec\` besides.
- Before each measurement the machine is brought to rest and, with gigabytes of content, memory is given back. A
  measurement during which the host took more than 8 % of the processors is repeated once.
- Peak memory is that of the client's process. The daemon's CPU is what its container used while the client ran.
- \`buildctl\` is BuildKit's own client, run in the builder's container at the daemon's own socket, where the image has it:
  a client that starts in a few milliseconds and has nothing between it and the daemon. Its rows are the mean of ten runs.
- A row “against” something compares Slipway with itself: what it is compared with stands in docker-buildx's column.
- The plugin is what \`slipway install-plugin\` puts into place. A script's launcher keeps \`NODE_EXTRA_CA_CERTS\` from Node's
  start; \`slipway\` itself is started by Node, which then has read the certificates already.
- A program that hangs is ended and measured once more. \`-o type=local\` of 20 000 files, in which docker-buildx hung in
  every second or third run here, is a row of its own: \`npm run bench -- --only=local-files\`.

## What sets the bounds

- A copy between two registries on one machine is mostly theirs. Of 1 GiB on two processors the target's process takes
  3.5 s of processor time (2.3 s of it for one digest, in whatever requests the blob comes), the source's 0.5 s, Slipway
  1.35 s (0.6 s of it for checking every byte against its digest while it passes, which docker-buildx leaves to the
  target, and 0.4 s for the kernel's copying) and docker-buildx 0.75 s. Both leave the processors idle for an eighth of
  the time, so wall time goes by the sums: 5.3 s to 4.75 s is 1.12. A client that checked and did nothing else would come
  to 0.97, and one that took no time at all to 0.84. One, two or three blobs at a time, blobs begun one after the
  other, and the next begun while one is stored are not faster than four at a time.
- The end of a bake of cached targets is the daemon's. All of them wait for the one list of their context and are through
  together; the records of 20 builds, some 27 transactions of the daemon's databases for each, are then written one after
  the other: 0.3 s of docker-buildx's 0.8 s, and as much of Slipway's. The same bake in a running process, with nothing to
  load and all code warm, takes 0.76 of docker-buildx's time on two processors.
- A build waits for the daemon too: \`COPY\` and the check of what is cached are in both programs' times. Of a first
  transfer of many files most is the daemon's: it makes the files one after the other, and of the processor time of both
  programs three quarters are its own.
- Of 20 000 unchanged files in 0.43 s, the daemon works for 0.1 s after the last entry has come, and 0.08 s are the start.
  The list is 0.2 s, and 0.12 s of that are calls of the system that each file needs: 0.045 s for what it is, 0.06 s
  for its extended attributes, 0.02 s for the names. Its time to the nanosecond, which Node tells in bigints alone, takes
  0.03 s.
- A cached build through \`remote\` is in the daemon's hands for 0.05 s, with docker-buildx as with Slipway: 0.036 s from the
  request to the last status, and 0.016 s to the answer. Node's start takes 0.02 s. What is left for Slipway is 0.04 s of
  code that runs once; with none of it the row would be at 0.45.
- Of the 0.08 s of processor time that a cached build takes, 0.02 s are Node's start. 5 ms take in the compiled code and 3 ms
  Node's sockets; the rest is code of which each part runs once, and no function of it takes as much as a millisecond. V8's
  settings for compiling, collecting and threads change nothing or make it more.
- Exports come in pieces of 32 KiB, in frames of at most 16 KiB, inside the frames of the connection that the session lives in.
  A program that does nothing but read 1 GiB from a socket and write it to a file takes 0.9 to 2.1 s of processor time here, 0.55 s
  of it for reading. Slipway takes 1.7 to 2.0 s for \`-o type=local\`, and for \`type=oci\`, which the daemon sends at 50 MB/s and
  less, 2.4 to 2.8 s.
- Through a program in the container every byte passes five processes. Where the daemon's HTTP/2 window stays small, as
  Docker Engine's does at 1 MiB, the time is theirs; moby/buildkit's own daemon lets the window grow.
`;
}

/** @param {readonly Run[]} runs of one image */
function section(runs) {
  const [first] = runs;
  if (first === undefined) return "";
  const { machine, engine, image, daemon, peer } = first;
  const dates = [...new Set(runs.flatMap(({ file }) => /\d{4}-\d{2}-\d{2}/.exec(file) ?? []))].join(" and ");
  const files = runs.map(({ file }) => `[${file}](../${file})`).join(", ");
  // A row that was measured again counts as in the file that is named first.
  const all = runs.flatMap((run) => run.rows);
  const rows = all.filter((row, index) => all.findIndex(({ title }) => title === row.title) === index);
  const over = shortfalls(rows, first.nodeStartSeconds);
  const starts = [...new Set(runs.map((run) => `${run.nodeStartSeconds.toFixed(3)} s`))].join(" or ");
  const commits = [...new Set(runs.flatMap(({ before }) => before ?? []))];
  return `## ${daemon === undefined || daemon.includes("unknown") ? "BuildKit" : daemon} in \`${image}\`

Measured ${dates} on ${machine}; Docker Engine ${engine}, ${peer}. Node's own start takes ${starts} of each of Slipway's.
${commits.map((commit) => `“Before” is Slipway at ${commit}.\n`).join("")}Every measurement is in ${files}.

${table(rows)}

${over.length === 0 ? "Every row is within its limit." : `Over the limit: ${over.join("; ")}.`}
${runs
  .flatMap(({ note }) => note ?? [])
  .map((note) => `\n${note}\n`)
  .join("")}`;
}

/**
 * The ratios of the rows that several images have.
 * @param {readonly (readonly Run[])[]} parts the runs of each image
 */
function sideBySide(parts) {
  const columns = parts.map((runs) => ({
    head: runs[0]?.image ?? "",
    rows: runs.flatMap(({ rows }) => rows),
  }));
  const [first, ...others] = columns;
  const titles = (first?.rows ?? [])
    .map(({ title }) => title)
    .filter((title) => others.every(({ rows }) => rows.some((row) => row.title === title)));
  const cells = (/** @type {string} */ title) =>
    columns.flatMap(({ rows }) => {
      const row = rows.find((candidate) => candidate.title === title);
      return row === undefined ? ["", ""] : [ratio(row), limits(row)];
    });
  return `## Side by side

${markdownTable(
  ["Work", ...columns.flatMap(({ head }) => [`\`${head}\``, "limit"])],
  titles.map((title) => [title, ...cells(title)]),
)}

`;
}
