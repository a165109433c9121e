import { posix } from "node:path";
import { cleanPath } from "../patterns/index.js";
import type { FileTree } from "../tree/file-tree.js";

/** Names longer than this are not compared: typing errors are found in short ones. */
const longestName = 100;
/** Names of a directory that are looked at. */
const mostNames = 10_000;

/**
 * Finds what may have been meant by a path that is not there: names in its directory that differ in a letter or two, or in
 * upper and lower case.
 *
 * @param most How many are returned. Default 3.
 * @returns Paths, the nearest first.
 */
export function nearestNames(tree: FileTree, path: string, most = 3): string[] {
  const relative = cleanPath(`/${path}`).slice(1);
  const directory = posix.dirname(relative);
  const wanted = posix.basename(relative);
  const limit = Math.min(2, Math.floor(wanted.length / 2));
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of (tree.list(directory === "." ? "" : directory) ?? []).slice(0, mostNames)) {
    const distance = nameDistance(wanted, name);
    if (distance <= limit) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, most).map(({ name }) => posix.join(directory, name));
}

/** Letters to change, add, take away or swap with the next; names that differ in case alone are at half a letter. */
function nameDistance(wanted: string, name: string): number {
  if (wanted.length > longestName || Math.abs(wanted.length - name.length) > 2)
    return Number.POSITIVE_INFINITY;
  if (wanted.toLowerCase() === name.toLowerCase()) return 0.5;
  let before: number[] = [];
  let last = Array.from({ length: name.length + 1 }, (_, at) => at);
  for (let i = 1; i <= wanted.length; i++) {
    const row = [i];
    for (let j = 1; j <= name.length; j++) {
      const same = wanted[i - 1] === name[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && wanted[i - 1] === name[j - 2] && wanted[i - 2] === name[j - 1];
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[name.length] ?? 0;
}
