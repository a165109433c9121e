import { SlipwayError } from "../errors/index.js";

const BINARY_UNITS: Readonly<Record<string, number>> = {
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
};

/**
 * Reads a size the way docker's memory flags do: a decimal number with an optional suffix `b`, `k`, `m`, `g`, `t`
 * or `p` (`kb`, `kib`; upper or lower case), always in powers of 1024. Gives whole bytes.
 *
 * @throws SlipwayError `invalid-argument`, e.g. `invalid size: 'xx'`.
 */
export function parseSize(text: string): number {
  const match = /^(.*[\d. ])?([^\d. ]*)$/su.exec(text);
  const number = (match?.[1] ?? "").replace(/ $/, "");
  const suffix = match?.[2] ?? "";
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) {
    throw new SlipwayError("invalid-argument", `invalid size: '${text}'`);
  }
  const size = Math.trunc(Number(number) * unitOf(suffix));
  if (!Number.isSafeInteger(size)) throw new SlipwayError("invalid-argument", `invalid size: '${text}'`);
  return size;
}

function unitOf(suffix: string): number {
  if (suffix === "") return 1;
  const [, unit, bytes] = /^([bkmgtp])(b|ib)?$/.exec(suffix.toLowerCase()) ?? [];
  if (unit === "b" && bytes === undefined) return 1;
  const factor = unit === undefined ? undefined : BINARY_UNITS[unit];
  if (factor !== undefined) return factor;
  const shown = suffix.length > 3 ? suffix : suffix.toLowerCase();
  throw new SlipwayError("invalid-argument", `invalid suffix: '${shown}'`);
}
