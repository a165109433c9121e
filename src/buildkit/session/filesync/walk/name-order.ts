import { byteRank, compareText } from "../../../../util/compare-text.js";

const needsByteOrder = /[\ud800-\uffff]/;

/** Sorts names in place by their UTF-8 bytes, the protocol's order, and returns them. */
export function sortByBytes(names: string[]): string[] {
  return names.some((name) => needsByteOrder.test(name)) ? names.sort(compareText) : names.sort();
}

/** Compares two paths component by component: the order of a walk that enters a directory right after naming it. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x === 0x2f ? -1 : y === 0x2f ? 1 : byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}
