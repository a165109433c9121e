import type { Milliseconds } from "./list.js";

/**
 * When it was printed, on which stream (1 standard output, 2 standard error), and what: without the newline, with escape
 * sequences and carriage returns as they came. A line of more than 16 384 characters is cut, and ends in `…`.
 */
export type LogLine = readonly [time: Milliseconds, stream: number, text: string];

/** Some lines of a step. */
export interface LogPage {
  readonly step: number;
  /** The number of the first of `lines`, from 0. */
  readonly offset: number;
  /** How many lines there are by now. */
  readonly total: number;
  readonly lines: readonly LogLine[];
  /** More may come: the build runs, or its record is still being read. */
  readonly live: boolean;
  /** Some were too much to keep: what is beyond `total` was dropped. */
  readonly truncated: boolean;
}

/** Lines with a text in them, whatever its case, escape sequences left out. */
export interface LogMatches {
  readonly step: number;
  /** Their numbers, from 0, in order; at most 1 000. */
  readonly lines: readonly number[];
  /** Where to go on; absent when all lines were looked at. */
  readonly next?: number;
}
