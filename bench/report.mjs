// @ts-check
import { markdownTable } from "./markdown-table.mjs";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

/**
 * @typedef {object} Row
 * @property {string} title
 * @property {number | undefined} [must] the limit of the ratio
 * @property {Measurement[]} buildx
 * @property {Measurement[]} slipway
 */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** What a command may take beyond Node's own start, in seconds, when its ratio is over the limit of 1. */
const overNodeStart = 0.015;

/** The most that a row may need of memory, in bytes. */
const memoryLimit = 150e6;

/**
 * The rows over their limits of time or memory.
 * @param {readonly Row[]} rows
 * @param {number} nodeStartSeconds
 */
export function shortfalls(rows, nodeStartSeconds) {
  return rows
    .filter(({ must, buildx, slipway }) => {
      const seconds = median(slipway.map((run) => run.seconds));
      const slow = must !== undefined && seconds > must * median(buildx.map((run) => run.seconds));
      const excused = must === 1 && seconds <= nodeStartSeconds + overNodeStart;
      return (slow && !excused) || Math.max(...slipway.map((run) => run.peakBytes)) > memoryLimit;
    })
    .map(({ title }) => title);
}

/**
 * The table: medians, and slipway's time as a part of docker-buildx's.
 * @param {readonly Row[]} rows
 */
export function table(rows) {
  const header = [
    "Work",
    "n",
    "docker-buildx",
    "Slipway",
    "ratio",
    "limit",
    "CPU s",
    "CPU s",
    "peak MB",
    "peak MB",
  ];
  const lines = rows.map(({ title, must, buildx, slipway }) => {
    const of = (/** @type {Measurement[]} */ runs, /** @type {keyof Measurement} */ key) =>
      median(runs.map((run) => run[key]));
    const megabytes = (/** @type {Measurement[]} */ runs) => (of(runs, "peakBytes") / 1e6).toFixed(0);
    return [
      title,
      String(Math.min(buildx.length, slipway.length)),
      `${of(buildx, "seconds").toFixed(3)} s`,
      `${of(slipway, "seconds").toFixed(3)} s`,
      `${(of(slipway, "seconds") / of(buildx, "seconds")).toFixed(2)}×`,
      must === undefined ? "" : must.toFixed(2),
      of(buildx, "cpuSeconds").toFixed(2),
      of(slipway, "cpuSeconds").toFixed(2),
      megabytes(buildx),
      megabytes(slipway),
    ];
  });
  return markdownTable(header, lines);
}
