/**
 * Formats like Go's `%.<digits>f`: the exact binary value is rounded, and exact halves go to the even digit where
 * `Number.prototype.toFixed` would round them up.
 */
export function formatFixed(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  if (!isExactHalf(value, digits)) return rounded;
  const withHalf = value.toFixed(digits + 1);
  const truncated = withHalf.slice(0, digits === 0 ? -2 : -1);
  const lastDigit = Number(truncated.at(-1));
  return lastDigit % 2 === 0 ? truncated : rounded;
}

/** A value can lie exactly between two decimals only if it is a multiple of 2^-(digits+1). */
function isExactHalf(value: number, digits: number): boolean {
  return Number.isInteger(value * 2 ** (digits + 1)) && value.toFixed(digits + 1).endsWith("5");
}

/**
 * Formats like Go's `%.<digits>g` for values whose magnitude is 0 or lies between 1 and 10^digits: that many
 * significant digits, trailing zeros dropped.
 */
export function formatSignificant(value: number, digits: number): string {
  if (value === 0) return "0";
  const integerDigits = Math.floor(Math.log10(Math.abs(value))) + 1;
  const text = formatFixed(value, Math.max(0, digits - integerDigits));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
