import { fieldOf } from "../../util/json-value.js";
import type { ResourceSample } from "../contract/index.js";

/** Samples of one step that are shown; of more, each so-and-so-many-th. */
const MOST = 500;

/** Samples of the whole machine: seconds of processor time, bytes of memory. */
export function machineSamples(list: unknown): ResourceSample[] {
  return thinned(list).flatMap((sample) => {
    const cpu = fieldOf(sample, "cpuStat");
    const memory = fieldOf(sample, "memoryStat");
    const busy = sumOf(["user", "nice", "system"].map((name) => fieldOf(cpu, name)));
    const [total, free] = [numberOf(fieldOf(memory, "total")), numberOf(fieldOf(memory, "available"))];
    return sampleAt(sample, {
      cpu: busy === undefined ? undefined : busy * 1e9,
      memory: total === undefined || free === undefined ? undefined : total - free,
    });
  });
}

/** Samples of a step's control group. */
export function stepSamples(list: unknown): ResourceSample[] {
  return thinned(list).flatMap((sample) => {
    const memory = fieldOf(sample, "memoryStat");
    const io = fieldOf(sample, "ioStat");
    const net = fieldOf(sample, "netStat");
    return sampleAt(sample, {
      cpu: numberOf(fieldOf(fieldOf(sample, "cpuStat"), "usageNanos")),
      memory: sumOf(["anon", "file"].map((name) => fieldOf(memory, name))),
      read: numberOf(fieldOf(io, "readBytes")),
      written: numberOf(fieldOf(io, "writeBytes")),
      received: numberOf(fieldOf(net, "rxBytes")),
      sent: numberOf(fieldOf(net, "txBytes")),
    });
  });
}

function sampleAt(
  sample: unknown,
  values: { [Name in keyof ResourceSample]?: number | undefined },
): ResourceSample[] {
  const at = fieldOf(sample, "timestamp") ?? fieldOf(sample, "timestamp_");
  const time = typeof at === "string" ? Date.parse(at) : numberOf(at);
  if (time === undefined || Number.isNaN(time)) return [];
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return [{ ...Object.fromEntries(known), time }];
}

function thinned(list: unknown): readonly unknown[] {
  if (!Array.isArray(list)) return [];
  const step = Math.ceil(list.length / MOST);
  return step <= 1 ? list : list.filter((_, index) => index % step === 0);
}

function sumOf(values: readonly unknown[]): number | undefined {
  const numbers = values.flatMap((value) => numberOf(value) ?? []);
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
