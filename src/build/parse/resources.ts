import { SlipwayError } from "../../errors/index.js";
import { parseSize } from "../../util/parse-size.js";

const SIZES: Readonly<Record<string, string>> = { memory: "memory", "memory-swap": "memswap" };
const NUMBERS: Readonly<Record<string, string>> = {
  "cpu-shares": "cpushares",
  "cpu-period": "cpuperiod",
  "cpu-quota": "cpuquota",
};
const TEXTS: Readonly<Record<string, string>> = { "cpuset-cpus": "cpusetcpus", "cpuset-mems": "cpusetmems" };

/**
 * Reads `--resource key=value` into frontend attributes; a later value of a key replaces an earlier one, and zero or
 * empty values are left out.
 *
 * @throws SlipwayError `invalid-argument` naming the resource.
 */
export function parseResources(values: readonly string[]): Record<string, string> {
  const attrs: Record<string, string> = {};
  for (const text of values) {
    const equals = text.indexOf("=");
    if (equals === -1) throw invalid(`invalid resource "${text}", expected key=value`);
    const key = text.slice(0, equals);
    const attribute = SIZES[key] ?? NUMBERS[key] ?? TEXTS[key];
    if (attribute === undefined) throw invalid(`unknown resource "${key}"`);
    const value = readValue(key, text.slice(equals + 1));
    if (value === "" || value === "0") delete attrs[attribute];
    else attrs[attribute] = value;
  }
  return attrs;
}

function readValue(key: string, value: string): string {
  if (key in TEXTS) return value;
  if (key in NUMBERS) {
    if (/^[+-]?\d+$/.test(value)) return String(Number(value));
    throw invalid(`invalid value "${value}" for resource ${key}: not a whole number`);
  }
  if (key === "memory-swap" && value === "-1") return value;
  try {
    return String(parseSize(value));
  } catch (cause) {
    throw invalid(`invalid value "${value}" for resource ${key}: ${SlipwayError.from(cause).message}`, cause);
  }
}

function invalid(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError("invalid-argument", message, cause === undefined ? {} : { cause });
}
