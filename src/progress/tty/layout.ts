import type { Row } from "./rows.js";
import type { TtyLog } from "./tty-log.js";

const LEAST_WINDOW_HEIGHT = 6;
/** Rows beside the frame's own that stay free: the header and the line of the cursor. */
const RESERVED = 2;
/** Free rows wanted beside a window before it is shown. */
const WINDOW_MARGIN = 3;
/** Bytes of output that having been shown once is worth when windows compete. */
const SHOWN_WEIGHT = 50;

/** What a frame draws: the rows, and the lines of the windows among them. */
export interface FrameLayout {
  readonly rows: readonly Row[];
  readonly windows: ReadonlyMap<TtyLog, readonly string[]>;
}

/** Size of the terminal in characters. */
export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** Columns beside a log window's lines. */
const WINDOW_PADDING = 10;

/** Chooses the log windows to show and, unless `all` rows are wanted, the rows that fit the terminal. */
export function layOut(
  rows: readonly Row[],
  size: TerminalSize,
  logLines: number,
  all: boolean,
): FrameLayout {
  const windowHeight = Math.max(
    LEAST_WINDOW_HEIGHT,
    Math.min(logLines, size.height - LEAST_WINDOW_HEIGHT - 1),
  );
  let free = size.height - RESERVED - rows.filter((row) => !row.completed).length;
  let used = 0;
  const windows = new Map<TtyLog, readonly string[]>();
  for (const log of windowCandidates(rows)) {
    if (free <= windowHeight + WINDOW_MARGIN) break;
    free -= windowHeight + WINDOW_MARGIN;
    const lines = log.window.lines(size.width - WINDOW_PADDING, windowHeight);
    log.timesShown++;
    used += lines.length;
    windows.set(log, lines);
  }
  return { rows: all ? rows : fitRows(rows, size.height - RESERVED - used), windows };
}

function windowCandidates(rows: readonly Row[]): TtyLog[] {
  const weight = (log: TtyLog) => log.window.bytes + log.timesShown * SHOWN_WEIGHT;
  return rows
    .flatMap((row) => (row.log !== undefined && !row.completed && row.log.window.bytes > 0 ? [row.log] : []))
    .sort((a, b) => weight(b) - weight(a));
}

/**
 * Keeps the last rows. Running rows that fall off the top come back in front, in place of completed ones.
 */
export function fitRows(rows: readonly Row[], limit: number): readonly Row[] {
  if (limit < 0) return [];
  if (rows.length <= limit) return rows;
  const kept = rows.slice(rows.length - limit);
  const hidden = rows.slice(0, rows.length - limit).filter((row) => !row.completed);
  if (hidden.length === 0) return kept;
  const stay = kept.filter((row, index) => !row.completed || index >= hidden.length);
  const freed = kept.length - stay.length;
  return [...hidden.slice(hidden.length - freed), ...stay];
}
