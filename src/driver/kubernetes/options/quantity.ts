/** An amount as Kubernetes writes it, e.g. `500m`, `2Gi`, `1e3`. */
const form = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/** The smallest part that is kept: 10 to the power of -9. */
const nano = -9;
const longest = 64;
const largestExponent = 30;

/**
 * An amount in the form in which Kubernetes keeps it: `0.5` is `500m`, `1024Mi` is `1Gi`.
 *
 * @returns what is wrong with it, in the words of Kubernetes, when it is none
 */
export function canonicalQuantity(
  text: string,
): { readonly quantity: string } | { readonly problem: string } {
  const [, number = "", suffix = ""] = form.exec(text) ?? [];
  const [whole, fraction = "", more] = number.replace(/^[+-]/, "").split(".");
  if (
    number === "" ||
    whole === undefined ||
    more !== undefined ||
    text.length > longest ||
    whole + fraction === ""
  ) {
    return {
      problem: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    };
  }
  const digits = BigInt(whole + fraction);
  if (number.startsWith("-") && digits > 0n) return { problem: "must be greater than or equal to 0" };
  const binary = suffix === "" ? -1 : binarySuffixes.indexOf(suffix);
  if (binary > 0)
    return { quantity: writeBinary(scaled(digits * 1024n ** BigInt(binary), -fraction.length)) };
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) {
    return {
      quantity: writeDecimal(
        scaled(digits, (decimal - 3) * 3 - fraction.length),
        (power) => decimalSuffixes[power / 3 + 3],
      ),
    };
  }
  const exponent = /^[eE]([+-]?\d{1,3})$/.exec(suffix)?.[1];
  if (exponent === undefined || Math.abs(Number(exponent)) > largestExponent) {
    return { problem: "unable to parse quantity's suffix" };
  }
  const nanos = scaled(digits, Number(exponent) - fraction.length);
  return { quantity: writeDecimal(nanos, (power) => (power === 0 ? "" : `e${power}`)) };
}

/** Billionths, rounded up. */
function scaled(digits: bigint, power: number): bigint {
  const shift = power - nano;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor - 1n) / divisor;
}

/** With the largest power of a thousand that leaves no fraction. */
function writeDecimal(nanos: bigint, suffixOf: (power: number) => string | undefined): string {
  if (nanos === 0n) return "0";
  let [value, power] = [nanos, nano];
  while (value % 1000n === 0n && suffixOf(power + 3) !== undefined && power < 18) {
    value /= 1000n;
    power += 3;
  }
  return `${value}${suffixOf(power)}`;
}

/** Less than 1024, and what has a fraction, is written in decimal. */
function writeBinary(nanos: bigint): string {
  const unit = 10n ** 9n;
  if (nanos < 1024n * unit || nanos % unit !== 0n)
    return writeDecimal(nanos, (power) => decimalSuffixes[power / 3 + 3]);
  let value = nanos / unit;
  let power = 0;
  while (value % 1024n === 0n && power < binarySuffixes.length - 1) {
    value /= 1024n;
    power++;
  }
  return `${value}${binarySuffixes[power]}`;
}
