// @ts-check
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { say } from "../scripts/lab/shell.mjs";
import { HangError } from "./measure.mjs";

/** @typedef {import("./measure.mjs").Measurement} Measurement */

/** The part of all processors' time that a measurement may lose to the host's other guests. */
const tolerable = 0.08;

/** Less than this many seconds of processor time is too little to tell from the counter's own steps. */
const countable = 0.05;

/** A longer measurement is never repeated: the host's moods pass within it. */
const longSeconds = 40;

/** Processor time that the host gave to others instead of this virtual machine, in seconds since it started. */
function stolenSeconds() {
  if (process.platform !== "linux") return 0;
  const [, ...ticks] = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.split(/\s+/) ?? [];
  return Number(ticks[7] ?? 0) / 100;
}

/**
 * Measures, and once more when other guests of the host took a good part of the processors meanwhile; keeps the
 * measurement that lost less. Both programs are treated alike, and every measurement says what it lost, and whether it
 * was made again because the program hung.
 * @param {() => Promise<void>} prepare
 * @param {() => Promise<Measurement>} run
 * @returns {Promise<Measurement & { stolenSeconds: number, afterHang?: boolean }>}
 */
export async function undisturbed(prepare, run) {
  const first = await finished(prepare, run);
  const { seconds, stolenSeconds } = first;
  if (stolenSeconds < countable || seconds > longSeconds || loss(first) <= tolerable) return first;
  const second = await finished(prepare, run);
  return loss(second) < loss(first) ? second : first;
}

/**
 * @param {() => Promise<void>} prepare
 * @param {() => Promise<Measurement>} run
 */
async function finished(prepare, run) {
  await prepare();
  try {
    return await withLoss(run);
  } catch (error) {
    if (!(error instanceof HangError)) throw error;
    say(`${error.message}: once more`);
  }
  await prepare();
  return { ...(await withLoss(run)), afterHang: true };
}

/** @param {() => Promise<Measurement>} run */
async function withLoss(run) {
  const before = stolenSeconds();
  const measurement = await run();
  return { ...measurement, stolenSeconds: stolenSeconds() - before };
}

/** @param {Measurement & { stolenSeconds: number }} measurement */
function loss({ seconds, stolenSeconds }) {
  return stolenSeconds / (seconds * cpus().length);
}
