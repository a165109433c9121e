/**
 * The numbers of HCL: binary floating point with a precision of its own per value, rounded to nearest, ties to even. They
 * are what Go's math/big.Float computes, which decides how many digits a sum or a quotient prints. A decimal library
 * prints other digits for `1/3`, and a double loses those of `9007199254740993`.
 */
export interface BigFloat {
  readonly negative: boolean;
  /** Zero, or odd: the value is ±mantissa · 2^exponent. Ignored when `infinite`. */
  readonly mantissa: bigint;
  readonly exponent: number;
  /** In bits: 64 for integers that the language makes, 512 for what is read from text, 53 for results of `log`. */
  readonly precision: number;
  readonly infinite: boolean;
}

/** Thrown by arithmetic that has no result; the message is the operation's, without position. */
export class NumberError extends Error {}

/** Beyond this many bits before or behind the point a number is refused: writing it out would take the memory. */
const maxMagnitude = 400_000;

/** Bits of precision of numbers that are read from text. */
export const textPrecision = 512;

/** The number of bits of a non-negative integer. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] ?? "0", 16)));
}

/** ±mantissa · 2^exponent, rounded to `precision` bits. `sticky` says that the true value is a little more than that. */
export function makeFloat(
  negative: boolean,
  mantissa: bigint,
  exponent: number,
  precision: number,
  sticky = false,
): BigFloat {
  if (mantissa === 0n) return { negative, mantissa: 0n, exponent: 0, precision, infinite: false };
  let bits = mantissa;
  let scale = exponent;
  const excess = bitLength(bits) - precision;
  if (excess > 0) {
    const shift = BigInt(excess);
    const rest = bits & ((1n << shift) - 1n);
    const half = 1n << (shift - 1n);
    bits >>= shift;
    scale += excess;
    if (rest > half || (rest === half && (sticky || (bits & 1n) === 1n))) bits += 1n;
  }
  const zeros = trailingZeros(bits);
  if (zeros > 0) {
    bits >>= BigInt(zeros);
    scale += zeros;
  }
  if (Math.abs(scale) + bitLength(bits) > maxMagnitude) throw new NumberError("number is out of range");
  return { negative, mantissa: bits, exponent: scale, precision, infinite: false };
}

function trailingZeros(value: bigint): number {
  if ((value & 1n) === 1n) return 0;
  let zeros = 0;
  let rest = value;
  while ((rest & 0xffffffffn) === 0n) {
    rest >>= 32n;
    zeros += 32;
  }
  const low = Number(rest & 0xffffffffn);
  return zeros + (31 - Math.clz32(low & -low));
}

/** An integer at the precision Go gives it: 64 bits, or as many as it has. */
export function floatFromInteger(value: bigint | number): BigFloat {
  const whole = BigInt(value);
  const magnitude = whole < 0n ? -whole : whole;
  return makeFloat(whole < 0n, magnitude, 0, Math.max(64, bitLength(magnitude)));
}

/** A double, exactly, at 53 bits. */
export function floatFromDouble(value: number): BigFloat {
  if (Number.isNaN(value)) throw new NumberError("the result is not a number");
  if (!Number.isFinite(value)) return infinity(value < 0, 53);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return makeFloat(value < 0 || Object.is(value, -0), mantissa, Math.max(biased, 1) - 1075, 53);
}

/** An infinity. */
export function infinity(negative: boolean, precision = textPrecision): BigFloat {
  return { negative, mantissa: 0n, exponent: 0, precision, infinite: true };
}

/** The nearest double; infinite where it does not fit. */
export function floatToDouble(value: BigFloat): number {
  if (value.infinite) return value.negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const rounded = value.mantissa === 0n ? value : makeFloat(false, value.mantissa, value.exponent, 53);
  let result = Number(rounded.mantissa);
  let scale = Math.max(-3000, Math.min(3000, rounded.exponent));
  for (; scale > 900; scale -= 900) result *= 2 ** 900;
  for (; scale < -900; scale += 900) result *= 2 ** -900;
  result *= 2 ** scale;
  return value.negative ? -result : result;
}

/** The integer part, towards zero; undefined for an infinity. */
export function floatToInteger(value: BigFloat): bigint | undefined {
  if (value.infinite) return undefined;
  const magnitude =
    value.exponent >= 0
      ? value.mantissa << BigInt(value.exponent)
      : value.mantissa >> BigInt(-value.exponent);
  return value.negative ? -magnitude : magnitude;
}

/** True for a finite number without a fraction. */
export function isInteger(value: BigFloat): boolean {
  return !value.infinite && (value.mantissa === 0n || value.exponent >= 0);
}

/** -1, 0 or 1. */
export function floatSign(value: BigFloat): number {
  if (!value.infinite && value.mantissa === 0n) return 0;
  return value.negative ? -1 : 1;
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`; the precision does not count. */
export function compareFloats(a: BigFloat, b: BigFloat): number {
  const sign = floatSign(a);
  if (sign !== floatSign(b)) return sign - floatSign(b);
  if (sign === 0 || (a.infinite && b.infinite)) return 0;
  if (a.infinite) return sign;
  if (b.infinite) return -sign;
  const top = bitLength(a.mantissa) + a.exponent - (bitLength(b.mantissa) + b.exponent);
  if (top !== 0) return top > 0 ? sign : -sign;
  const low = Math.min(a.exponent, b.exponent);
  const left = a.mantissa << BigInt(a.exponent - low);
  const right = b.mantissa << BigInt(b.exponent - low);
  return left === right ? 0 : left > right ? sign : -sign;
}
