/** Lowest and highest code point of a run, both included. */
export type Range = readonly [low: number, high: number];

/** A set of code points: what one character of a name is tested against. */
export interface CharSet {
  has(code: number): boolean;
  /** The only code point in the set, where there is but one. */
  readonly only?: number | undefined;
}

const slash = 0x2f;
const newline = 0x0a;

/** Any character. */
export const anything: CharSet = { has: () => true };
/** Any character but the one that separates directories. */
export const notSlash: CharSet = { has: (code) => code !== slash };
/** Go's `.`: any character but a newline. */
export const notNewline: CharSet = { has: (code) => code !== newline };

/** The set of one character. */
export function single(code: number): CharSet {
  return { has: (other) => other === code, only: code };
}

/**
 * The set of all that the ranges and the other sets hold, or of all they do not. Ranges whose ends are swapped hold
 * nothing.
 */
export function charSet(ranges: readonly Range[], negated = false, others: readonly CharSet[] = []): CharSet {
  const merged = mergeRanges(ranges);
  const [first] = merged;
  if (others.length === 0 && merged.length === 1 && first !== undefined) return oneRange(first, negated);
  // A code point is inside where an odd number of these is not above it.
  const edges = Int32Array.from(merged.flatMap(([low, high]) => [low, high + 1]));
  const inRanges = (code: number) => (edgesUpTo(edges, code) & 1) === 1;
  if (others.length === 0) return { has: (code) => inRanges(code) !== negated };
  return { has: (code) => (inRanges(code) || others.some((set) => set.has(code))) !== negated };
}

function oneRange([low, high]: Range, negated: boolean): CharSet {
  if (negated) return { has: (code) => code < low || code > high };
  return low === high ? single(low) : { has: (code) => code >= low && code <= high };
}

function mergeRanges(ranges: readonly Range[]): Range[] {
  const out: [number, number][] = [];
  for (const [low, high] of ranges.filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

function edgesUpTo(edges: Int32Array, code: number): number {
  let from = 0;
  let to = edges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((edges[middle] ?? 0) <= code) from = middle + 1;
    else to = middle;
  }
  return from;
}
