// @ts-check
import { markdownTable } from "./markdown-table.mjs";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

/**
 * @typedef {object} Bounds what Slipway's medians have to stay within, beside the ratio of times
 * @property {number} [cpuRatio] of the client's processor time to docker-buildx's
 * @property {number} [cpuSeconds] of the client's processor time
 * @property {number} [bytes] of memory
 * @property {{ title: string, seconds: number }} [beyond] how much longer than another row
 */

/**
 * @typedef {object} Row
 * @property {string} title
 * @property {number | undefined} [must] the limit of the ratio
 * @property {Bounds | undefined} [bounds]
 * @property {Measurement[]} buildx
 * @property {Measurement[]} [before] an earlier Slipway
 * @property {Measurement[]} slipway
 * @property {Measurement[]} [native] BuildKit's own client in the builder's container
 */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * The median of what was measured, NaN where nothing was.
 * @param {readonly Measurement[] | undefined} runs
 * @param {"seconds" | "cpuSeconds" | "peakBytes" | "daemonSeconds"} key
 */
export function medianOf(runs, key) {
  return median((runs ?? []).map((run) => run[key] ?? Number.NaN));
}

/** What a command may take beyond Node's own start, in seconds, when its ratio is over the limit of 1. */
const overNodeStart = 0.015;

/** The most that a row may need of memory, in bytes, unless it says less. */
const memoryLimit = 150e6;

/**
 * The rows over their limits, each with what is over.
 * @param {readonly Row[]} rows
 * @param {number} nodeStartSeconds
 */
export function shortfalls(rows, nodeStartSeconds) {
  return rows.flatMap((row) => {
    const over = overruns(row, rows, nodeStartSeconds);
    return over.length === 0 ? [] : [`${row.title} (${over.join(", ")})`];
  });
}

/**
 * @param {Row} row
 * @param {readonly Row[]} rows
 * @param {number} nodeStartSeconds
 */
function overruns({ must, bounds = {}, buildx, slipway }, rows, nodeStartSeconds) {
  const seconds = medianOf(slipway, "seconds");
  const cpu = medianOf(slipway, "cpuSeconds");
  const peak = Math.max(...slipway.map((run) => run.peakBytes));
  const { cpuRatio = Number.POSITIVE_INFINITY, cpuSeconds = Number.POSITIVE_INFINITY, beyond } = bounds;
  const slow = must !== undefined && seconds > must * medianOf(buildx, "seconds");
  const excused = must === 1 && seconds <= nodeStartSeconds + overNodeStart;
  const other = rows.find(({ title }) => title === beyond?.title);
  const late = beyond !== undefined && seconds > medianOf(other?.slipway, "seconds") + beyond.seconds;
  return [
    ...(slow && !excused ? ["time"] : []),
    ...(cpu > cpuSeconds || cpu > cpuRatio * medianOf(buildx, "cpuSeconds") ? ["processor time"] : []),
    ...(peak > (bounds.bytes ?? memoryLimit) ? ["memory"] : []),
    ...(late ? [`${beyond.seconds * 1000} ms beyond “${beyond.title}”`] : []),
  ];
}

/**
 * @typedef {object} Column
 * @property {string} head
 * @property {(row: Row) => string} cell
 */

const figure = (/** @type {number} */ value, /** @type {number} */ digits) =>
  Number.isNaN(value) ? "" : value.toFixed(digits);
const seconds = (/** @type {readonly Measurement[] | undefined} */ runs) => {
  const text = figure(medianOf(runs, "seconds"), 3);
  return text === "" ? "" : `${text} s`;
};
/**
 * docker-buildx's figure and Slipway's.
 * @param {Row} row
 * @param {(runs: readonly Measurement[]) => string} of
 */
const pair = ({ buildx, slipway }, of) => {
  const figures = [of(buildx), of(slipway)];
  return figures.every((text) => text === "") ? "" : figures.join(" / ");
};

/** @param {Row} row */
export function ratio({ buildx, slipway }) {
  const value = figure(medianOf(slipway, "seconds") / medianOf(buildx, "seconds"), 2);
  return value === "" ? "" : `${value}×`;
}

/** @param {Row} row */
export function limits({ must, bounds }) {
  const texts = [
    ...(must === undefined ? [] : [must.toFixed(2)]),
    ...(bounds?.cpuRatio === undefined ? [] : [`CPU ${bounds.cpuRatio.toFixed(2)}`]),
    ...(bounds?.cpuSeconds === undefined ? [] : [`CPU ${bounds.cpuSeconds} s`]),
    ...(bounds?.bytes === undefined ? [] : [`${bounds.bytes / 1e6} MB`]),
    ...(bounds?.beyond === undefined ? [] : [`+${bounds.beyond.seconds * 1000} ms`]),
  ];
  return texts.join(", ");
}

/** @type {readonly Column[]} */
const columns = [
  { head: "Work", cell: ({ title }) => title },
  { head: "n", cell: ({ buildx, slipway }) => String(Math.min(buildx.length, slipway.length)) },
  { head: "buildctl", cell: ({ native }) => seconds(native) },
  { head: "docker-buildx", cell: ({ buildx }) => seconds(buildx) },
  { head: "before", cell: ({ before }) => seconds(before) },
  { head: "Slipway", cell: ({ slipway }) => seconds(slipway) },
  { head: "ratio", cell: ratio },
  { head: "limit", cell: limits },
  { head: "CPU s", cell: (row) => pair(row, (runs) => figure(medianOf(runs, "cpuSeconds"), 2)) },
  { head: "daemon CPU s", cell: (row) => pair(row, (runs) => figure(medianOf(runs, "daemonSeconds"), 2)) },
  { head: "peak MB", cell: (row) => pair(row, (runs) => figure(medianOf(runs, "peakBytes") / 1e6, 0)) },
];

/**
 * The table: medians, and Slipway's time as a part of docker-buildx's. A column that no row fills is left out.
 * @param {readonly Row[]} rows
 */
export function table(rows) {
  const filled = columns.filter(({ cell }) => rows.some((row) => cell(row) !== ""));
  return markdownTable(
    filled.map(({ head }) => head),
    rows.map((row) => filled.map(({ cell }) => cell(row))),
  );
}
