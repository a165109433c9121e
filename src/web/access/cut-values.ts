import { MASK } from "./mask.js";

/** Characters by which a value is known: the rest may be cut off. */
export const HEAD = 200;
/** Parts of values that are shorter are also parts of other words. */
export const SHORTEST_PART = 8;
/** Stands where a text was cut. */
const CUT = "…";
/** Texts that are longer may have been cut without it. */
const LONG = 4_096;

/** Values that begin alike. */
export interface Values {
  readonly head: string;
  readonly all: readonly string[];
}

/** Whether a text may have been cut, within a value too. */
export function isCut(text: string): boolean {
  return text.length >= LONG || text.endsWith(CUT) || text.startsWith(CUT);
}

/** Hides the parts of values that are left where a text was cut. */
export function hideParts(text: string, { head, all }: Values): string {
  const masked = hideAtEnd(text, head);
  return masked.startsWith(CUT) ? all.reduce(hideAtStart, masked) : masked;
}

/** The longest part of a value that it begins with. */
function hideAtEnd(text: string, head: string): string {
  const cut = text.endsWith(CUT) ? CUT : "";
  const end = text.length - cut.length;
  const first = head.slice(0, SHORTEST_PART);
  const from = Math.max(0, end - head.length);
  for (let at = text.indexOf(first, from); at >= 0 && at < end; at = text.indexOf(first, at + 1)) {
    if (head.startsWith(text.slice(at, end))) return `${text.slice(0, at)}${MASK}${cut}`;
  }
  return text;
}

/** The longest part of a value that it ends with. */
function hideAtStart(text: string, value: string): string {
  const last = value.slice(-SHORTEST_PART);
  const tail = value.slice(-HEAD);
  const ends: number[] = [];
  for (let at = text.indexOf(last, 1); at > 0 && at < HEAD; at = text.indexOf(last, at + 1)) {
    ends.push(at + last.length);
  }
  const far = text.indexOf(tail, 1);
  if (far > 0) ends.push(far + tail.length);
  const end = ends.reverse().find((one) => value.endsWith(text.slice(CUT.length, one)));
  return end === undefined ? text : `${CUT}${MASK}${text.slice(end)}`;
}
