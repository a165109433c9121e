// @ts-check
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chartSvg } from "./chart.mjs";
import { markdownTable } from "./markdown-table.mjs";

/**
 * @typedef {object} GrowthPoint
 * @property {number} size bytes, or files
 * @property {number} pairs how often each program ran
 * @property {{ seconds: number, peakBytes: number }} buildx medians
 * @property {{ seconds: number, peakBytes: number }} slipway medians
 */

/**
 * @typedef {object} Growth
 * @property {string} machine
 * @property {string} engine
 * @property {string} image
 * @property {string} peer
 * @property {string} date
 * @property {GrowthPoint[]} files
 * @property {GrowthPoint[]} bytes
 */

/**
 * Writes the page about growth and its two charts.
 * @param {Growth} growth
 * @param {string} docs
 */
export function writeGrowthPage(growth, docs) {
  writeFileSync(
    join(docs, "growth-files.svg"),
    chart("Time by number of files", "files", growth.files, count),
  );
  writeFileSync(join(docs, "growth-bytes.svg"), chart("Time by size", "bytes", growth.bytes, bytes));
  writeFileSync(join(docs, "growth.md"), page(growth));
}

/**
 * @param {string} title
 * @param {string} xTitle
 * @param {GrowthPoint[]} points
 * @param {(size: number) => string} xLabel
 */
function chart(title, xTitle, points, xLabel) {
  const of = (/** @type {"buildx" | "slipway"} */ program) =>
    points.map((point) => ({ x: point.size, y: point[program].seconds }));
  return chartSvg({
    title,
    xTitle,
    yTitle: "seconds",
    xLabel,
    yLabel: String,
    series: [
      { name: "docker-buildx", color: "#d9822b", points: of("buildx") },
      { name: "Slipway", color: "#2563eb", points: of("slipway") },
    ],
  });
}

/** @param {Growth} growth */
function page({ machine, engine, image, peer, date, files, bytes: sizes }) {
  return `# How time grows

One build whose context BuildKit has not seen, into the cache, by the whole process: Slipway and docker-buildx in turn on
the same builder. \`npm run bench:growth\` measures this and writes this page.

Measured ${date} on ${machine}; Docker Engine ${engine}, builder image \`${image}\`, ${peer}.

## By the number of files

Files of 500 bytes to 3.5 kB, 100 to a directory.

![Time by number of files](growth-files.svg)

${table("files", files, count)}

## By the size

One file that cannot be compressed.

![Time by size](growth-bytes.svg)

${table("size", sizes, bytes)}
`;
}

/**
 * @param {string} title
 * @param {GrowthPoint[]} points
 * @param {(size: number) => string} label
 */
function table(title, points, label) {
  const header = [
    title,
    "pairs",
    "docker-buildx",
    "Slipway",
    "ratio",
    "docker-buildx, peak",
    "Slipway, peak",
  ];
  const lines = points.map(({ size, pairs, buildx, slipway }) => [
    label(size),
    String(pairs),
    `${buildx.seconds.toFixed(2)} s`,
    `${slipway.seconds.toFixed(2)} s`,
    `${(slipway.seconds / buildx.seconds).toFixed(2)}×`,
    `${(buildx.peakBytes / 1e6).toFixed(0)} MB`,
    `${(slipway.peakBytes / 1e6).toFixed(0)} MB`,
  ]);
  return markdownTable(header, lines);
}

/** @param {number} size */
function count(size) {
  return size.toLocaleString("en");
}

/** @param {number} size */
function bytes(size) {
  const MiB = size / (1024 * 1024);
  return MiB < 1024 ? `${MiB} MiB` : `${MiB / 1024} GiB`;
}
