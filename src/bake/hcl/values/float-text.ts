import { type BigFloat, bitLength, infinity, makeFloat, textPrecision } from "./big-float.js";

/** Decimal digits without trailing zeros; the value is 0.digits · 10^point. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * Reads a number as Go's big.ParseFloat does in base 10, at 512 bits: `1`, `-1.5`, `.5`, `1e3`, `1p3` (times 2^3), `Inf`.
 * Undefined for anything else, and for exponents whose digits would fill the memory.
 */
export function parseFloatText(text: string): BigFloat | undefined {
  if (/^[+-]?(?:Inf|inf)$/.test(text)) return infinity(text.startsWith("-"));
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eEpP])([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", mark, power = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const negative = sign === "-";
  const exponent = Number(power);
  if (text.length > 30_000 || Math.abs(exponent) > 100_000) return undefined;
  const mantissa = BigInt(`${whole}${fraction}`);
  if (mark === "p" || mark === "P")
    return fromDecimal(
      negative,
      mantissa << BigInt(Math.max(0, exponent)),
      -fraction.length,
      Math.min(0, exponent),
    );
  return fromDecimal(negative, mantissa, exponent - fraction.length, 0);
}

function fromDecimal(negative: boolean, mantissa: bigint, power10: number, power2: number): BigFloat {
  if (power10 >= 0) return makeFloat(negative, mantissa * 10n ** BigInt(power10), power2, textPrecision);
  const divisor = 10n ** BigInt(-power10);
  const shift = Math.max(0, textPrecision + 2 + bitLength(divisor) - bitLength(mantissa));
  const dividend = mantissa << BigInt(shift);
  const quotient = dividend / divisor;
  return makeFloat(negative, quotient, power2 - shift, textPrecision, quotient * divisor !== dividend);
}

/** The exact decimal expansion of the magnitude. */
export function exactDecimal(mantissa: bigint, exponent: number): Decimal {
  if (mantissa === 0n) return { digits: "", point: 0 };
  const digits = (
    exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)
  ).toString();
  return { digits: digits.replace(/0+$/, ""), point: digits.length + Math.min(0, exponent) };
}

/** The fewest digits that tell the number from its neighbours at its precision, as Go finds them. */
export function shortestDecimal(value: BigFloat): Decimal {
  const exact = exactDecimal(value.mantissa, value.exponent);
  if (exact.digits === "") return exact;
  // Its neighbours are nearer than the next whole number, so that no digit of a whole number can go.
  if (value.exponent >= 0 && bitLength(value.mantissa) + value.exponent <= value.precision) return exact;
  const shift = value.precision + 1 - bitLength(value.mantissa);
  const mantissa = value.mantissa << BigInt(shift);
  const exponent = value.exponent - shift;
  const lower = exactDecimal(mantissa - 1n, exponent).digits;
  const upper = exactDecimal(mantissa + 1n, exponent).digits;
  const inclusive = (mantissa & 2n) === 0n;
  const { digits } = exact;
  for (let at = 0; at < digits.length; at++) {
    const own = digits.charCodeAt(at);
    const low = at < lower.length ? lower.charCodeAt(at) : 48;
    const high = at < upper.length ? upper.charCodeAt(at) : 48;
    const down = low !== own || (inclusive && at + 1 === lower.length);
    const up = own !== high && (inclusive || own + 1 < high || at + 1 < upper.length);
    if (down && up) return roundDecimal(exact, at + 1);
    if (down) return trimmed(digits.slice(0, at + 1), exact.point);
    if (up) return roundedUp(digits.slice(0, at + 1), exact.point);
  }
  return exact;
}

/** Rounds to `count` digits, ties to even. */
export function roundDecimal(decimal: Decimal, count: number): Decimal {
  const { digits, point } = decimal;
  if (count < 0) return { digits: "", point: 0 };
  if (count >= digits.length) return decimal;
  const next = digits[count] ?? "0";
  const tie = next === "5" && count + 1 === digits.length;
  const up = tie ? count > 0 && Number(digits[count - 1]) % 2 === 1 : next >= "5";
  return up ? roundedUp(digits.slice(0, count), point) : trimmed(digits.slice(0, count), point);
}

function roundedUp(digits: string, point: number): Decimal {
  const kept = digits.replace(/9+$/, "");
  if (kept === "") return { digits: "1", point: point + 1 };
  const last = Number(kept[kept.length - 1]) + 1;
  return { digits: `${kept.slice(0, -1)}${last}`, point };
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, "");
  return { digits: kept, point: kept === "" ? 0 : point };
}

/** The number in plain decimal notation with as few digits as identify it: what a conversion to string gives. */
export function floatText(value: BigFloat): string {
  if (value.infinite) return value.negative ? "-Inf" : "+Inf";
  const decimal = shortestDecimal(value);
  const places = Math.max(decimal.digits.length - decimal.point, 0);
  return `${value.negative ? "-" : ""}${plainNotation(decimal, places)}`;
}

/** `digits` with `places` of them behind the point, without a sign. */
export function plainNotation(decimal: Decimal, places: number): string {
  const { digits, point } = decimal;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (places <= 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : "0".repeat(Math.min(-point, places)) + digits;
  return `${whole}.${fraction.slice(0, places).padEnd(places, "0")}`;
}

/** `d.ddde±dd` with `places` digits behind the point, without a sign. */
export function scientificNotation(decimal: Decimal, places: number, mark: string): string {
  const first = decimal.digits[0] ?? "0";
  const fraction = decimal.digits.slice(1, 1 + Math.max(places, 0)).padEnd(Math.max(places, 0), "0");
  const power = decimal.digits === "" ? 0 : decimal.point - 1;
  const text = String(Math.abs(power)).padStart(2, "0");
  return `${first}${places > 0 ? `.${fraction}` : ""}${mark}${power < 0 ? "-" : "+"}${text}`;
}

/**
 * The notation of Go's `%g`, without a sign: scientific for small and great exponents.
 *
 * @param precision digits that count, or -1 for as few as identify the number
 */
export function generalNotation(value: BigFloat, precision: number, mark = "e"): string {
  const shortest = precision < 0;
  const count = precision === 0 ? 1 : precision;
  const decimal = shortest
    ? shortestDecimal(value)
    : roundDecimal(exactDecimal(value.mantissa, value.exponent), count);
  const wanted = shortest ? Math.max(6, decimal.digits.length) : count;
  let limit = shortest ? 6 : wanted;
  if (!shortest && limit > decimal.digits.length && decimal.digits.length >= decimal.point)
    limit = decimal.digits.length;
  const power = decimal.point - 1;
  if (power < -4 || power >= limit)
    return scientificNotation(decimal, Math.min(wanted, decimal.digits.length) - 1, mark);
  const places = wanted > decimal.point ? decimal.digits.length - decimal.point : wanted - decimal.point;
  return plainNotation(decimal, Math.max(places, 0));
}
