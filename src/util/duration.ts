import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "./go-quote.js";

const UNIT_NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const TERM = /^(\d+(?:\.\d*)?|\.\d+)([^\d.]*)/;

/**
 * Reads a duration in Go's syntax (`20s`, `1h30m`, `1.5s`, `-1m`, `0`) into milliseconds.
 *
 * @throws SlipwayError `invalid-argument` in Go's words.
 */
export function parseDuration(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  let rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0;
  if (rest === "") throw invalid(`invalid duration ${quoteGo(text)}`);
  let nanos = 0;
  while (rest !== "") {
    const [whole, number, unit] = TERM.exec(rest) ?? [];
    if (whole === undefined) throw invalid(`invalid duration ${quoteGo(text)}`);
    if (!unit) throw invalid(`missing unit in duration ${quoteGo(text)}`);
    const factor = UNIT_NANOS[unit];
    if (factor === undefined) throw invalid(`unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    nanos += Number(number) * factor;
    rest = rest.slice(whole.length);
  }
  return (sign * nanos) / 1e6;
}

/** Writes nanoseconds as Go prints a `time.Duration`: `48h0m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(nanos: bigint): string {
  if (nanos < 0n) return `-${formatDuration(-nanos)}`;
  if (nanos === 0n) return "0s";
  if (nanos < 1_000n) return `${nanos}ns`;
  if (nanos < 1_000_000n) return `${decimal(nanos, 1_000n)}µs`;
  if (nanos < 1_000_000_000n) return `${decimal(nanos, 1_000_000n)}ms`;
  const minutes = nanos / 60_000_000_000n;
  const seconds = `${decimal(nanos % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return seconds;
  if (minutes < 60n) return `${minutes}m${seconds}`;
  return `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const fraction = String(value % unit)
    .padStart(digits, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(value / unit) : `${value / unit}.${fraction}`;
}

function invalid(problem: string): SlipwayError {
  return new SlipwayError("invalid-argument", `time: ${problem}`);
}
