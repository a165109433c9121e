// @ts-check

/** @typedef {import("./measure.mjs").Measurement} Measurement */

/**
 * @typedef {object} Row
 * @property {string} title
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

/**
 * The table: medians, and slipway's time as a part of docker-buildx's.
 * @param {readonly Row[]} rows
 */
export function table(rows) {
  const header = ["Work", "n", "docker-buildx", "Slipway", "ratio", "CPU s", "CPU s", "peak MB", "peak MB"];
  const lines = rows.map(({ title, buildx, slipway }) => {
    const of = (/** @type {Measurement[]} */ runs, /** @type {keyof Measurement} */ key) =>
      median(runs.map((run) => run[key]));
    const megabytes = (/** @type {Measurement[]} */ runs) => (of(runs, "peakBytes") / 1e6).toFixed(0);
    return [
      title,
      String(slipway.length),
      `${of(buildx, "seconds").toFixed(3)} s`,
      `${of(slipway, "seconds").toFixed(3)} s`,
      `${(of(slipway, "seconds") / of(buildx, "seconds")).toFixed(2)}×`,
      of(buildx, "cpuSeconds").toFixed(2),
      of(slipway, "cpuSeconds").toFixed(2),
      megabytes(buildx),
      megabytes(slipway),
    ];
  });
  const rule = header.map((_, index) => (index === 0 ? "---" : "---:"));
  return [header, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
