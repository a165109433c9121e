import { formatFixed, formatSignificant } from "./number.js";

const DECIMAL_UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"] as const;
const BINARY_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] as const;

/** Bytes as progress lines show them: `123B`, else a decimal unit with two decimals, `1.23kB`. */
export function formatProgressBytes(bytes: number | bigint): string {
  const value = Number(bytes);
  const [scaled, unit] = scale(value, 1000, DECIMAL_UNITS);
  return unit === "B" ? `${value}B` : formatFixed(scaled, 2) + unit;
}

/** Bytes as tables of sizes show them: decimal units, four significant digits, `12.35MB`. */
export function formatHumanSize(bytes: number | bigint): string {
  const [scaled, unit] = scale(Number(bytes), 1000, DECIMAL_UNITS);
  return formatSignificant(scaled, 4) + unit;
}

/** Bytes in binary units with four significant digits, `488.3MiB`. */
export function formatBytesSize(bytes: number | bigint): string {
  const [scaled, unit] = scale(Number(bytes), 1024, BINARY_UNITS);
  return formatSignificant(scaled, 4) + unit;
}

/** Negative values scale by their magnitude. */
function scale(value: number, base: number, units: readonly string[]): [number, string] {
  let power = 0;
  while (power < units.length - 1 && Math.abs(value) >= base ** (power + 1)) power++;
  return [value / base ** power, units[power] ?? "B"];
}
