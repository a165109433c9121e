import {
  type BigFloat,
  bitLength,
  compareFloats,
  floatFromInteger,
  floatSign,
  floatToInteger,
  infinity,
  isInteger,
  makeFloat,
  NumberError,
  textPrecision,
} from "./big-float.js";

/** The sum, at the greater of both precisions. */
export function add(a: BigFloat, b: BigFloat): BigFloat {
  if (a.infinite && b.infinite && a.negative !== b.negative)
    throw new NumberError("can't compute sum of opposing infinities");
  return sum(a, b, Math.max(a.precision, b.precision));
}

/** The difference, at the greater of both precisions. */
export function subtract(a: BigFloat, b: BigFloat): BigFloat {
  if (a.infinite && b.infinite && a.negative === b.negative)
    throw new NumberError("can't subtract infinity from itself");
  return sum(a, negate(b), Math.max(a.precision, b.precision));
}

/** The product: computed at 512 bits, kept at the greater of both precisions or what it needs to be exact. */
export function multiply(a: BigFloat, b: BigFloat): BigFloat {
  const negative = a.negative !== b.negative;
  if (a.infinite || b.infinite) {
    if (floatSign(a) === 0 || floatSign(b) === 0) throw new NumberError("can't multiply zero by infinity");
    return infinity(negative);
  }
  const product = makeFloat(negative, a.mantissa * b.mantissa, a.exponent + b.exponent, textPrecision);
  return { ...product, precision: Math.max(a.precision, b.precision, bitLength(product.mantissa)) };
}

/** The quotient, at the greater of both precisions; a number divided by zero is infinite. */
export function divide(a: BigFloat, b: BigFloat): BigFloat {
  const negative = a.negative !== b.negative;
  const precision = Math.max(a.precision, b.precision);
  if ((floatSign(a) === 0 && floatSign(b) === 0) || (a.infinite && b.infinite))
    throw new NumberError("can't divide zero by zero or infinity by infinity");
  if (a.infinite || floatSign(b) === 0) return infinity(negative, precision);
  if (b.infinite || floatSign(a) === 0) return makeFloat(negative, 0n, 0, precision);
  const shift = Math.max(0, precision + 2 + bitLength(b.mantissa) - bitLength(a.mantissa));
  const dividend = a.mantissa << BigInt(shift);
  const quotient = dividend / b.mantissa;
  const inexact = quotient * b.mantissa !== dividend;
  return makeFloat(negative, quotient, a.exponent - b.exponent - shift, precision, inexact);
}

/** What remains of `a` after dividing towards zero; `a` itself when `b` is zero. */
export function modulo(a: BigFloat, b: BigFloat): BigFloat {
  if (floatSign(b) === 0) return a;
  if (a.infinite || b.infinite) throw new NumberError("can't use modulo with zero and infinity");
  const whole = floatToInteger(divide(a, b)) ?? 0n;
  const times = roundTo(floatFromInteger(whole), a.precision);
  const product = makeFloat(
    times.negative !== b.negative,
    times.mantissa * b.mantissa,
    times.exponent + b.exponent,
    a.precision,
  );
  return sum(a, negate(product), a.precision);
}

/** The number with the other sign. */
export function negate(a: BigFloat): BigFloat {
  return { ...a, negative: !a.negative };
}

/** The magnitude. */
export function absolute(a: BigFloat): BigFloat {
  return { ...a, negative: false };
}

/** The smallest integer that is not less (`up`), or the greatest that is not more. */
export function toWhole(a: BigFloat, up: boolean): BigFloat {
  const truncated = floatToInteger(a);
  if (truncated === undefined) return a;
  // Not the number itself: zero loses its sign.
  if (isInteger(a)) return roundTo(floatFromInteger(truncated), a.precision);
  const whole = up === a.negative ? truncated : up ? truncated + 1n : truncated - 1n;
  return roundTo(floatFromInteger(whole), a.precision);
}

/** The smaller of the two. */
export function minimum(a: BigFloat, b: BigFloat): BigFloat {
  return compareFloats(b, a) < 0 ? b : a;
}

/** The greater of the two. */
export function maximum(a: BigFloat, b: BigFloat): BigFloat {
  return compareFloats(b, a) > 0 ? b : a;
}

function roundTo(a: BigFloat, precision: number): BigFloat {
  return makeFloat(a.negative, a.mantissa, a.exponent, precision);
}

function sum(a: BigFloat, b: BigFloat, precision: number): BigFloat {
  if (a.infinite) return { ...a, precision };
  if (b.infinite) return { ...b, precision };
  const low = Math.min(
    a.mantissa === 0n ? b.exponent : a.exponent,
    b.mantissa === 0n ? a.exponent : b.exponent,
  );
  const total = signed(a, low) + signed(b, low);
  if (total === 0n) return makeFloat(a.negative && b.negative, 0n, 0, precision);
  return makeFloat(total < 0n, total < 0n ? -total : total, low, precision);
}

function signed(a: BigFloat, low: number): bigint {
  if (a.mantissa === 0n) return 0n;
  const shifted = a.mantissa << BigInt(a.exponent - low);
  return a.negative ? -shifted : shifted;
}
