import { formatFixed } from "../format/number.js";
import type { StepTotals } from "../model/progress-model.js";
import type { UnixNanos } from "../model/status.js";
import type { RowColors } from "./colors.js";
import type { FrameLayout } from "./layout.js";
import type { Row } from "./rows.js";
import { alignColumns, columnsOf, cutToColumns } from "./text-width.js";
import { transferText } from "./transfer-text.js";

const RESET = "\x1b[0m";
const FAINT = "\x1b[2m";
/** A cursor that goes from row to row is no sight; hidden and shown within one write. */
export const HIDE_CURSOR = "\x1b[?25l";
/** Undoes {@link HIDE_CURSOR}. */
export const SHOW_CURSOR = "\x1b[?25h";
/** Moves the cursor to the beginning of its row. */
export const FIRST_COLUMN = "\x1b[0G";
const ROW_PREFIX = " => ";
/** A row whose name would get fewer columns is left out. */
const LEAST_NAME = 12;
/** Bytes are shown only where that many columns are left for them and the name. */
const LEAST_WITH_BYTES = 20;

/** A running transfer's name gives way to its speed down to that many columns: enough of a digest to know it by. */
const LEAST_TRANSFER_NAME = 24;

/** What one drawing shows. */
export interface Frame {
  /** `Building` unless the command says otherwise. */
  readonly phase: string;
  /** Right end of the header line. */
  readonly title: string;
  readonly width: number;
  readonly seconds: number;
  readonly totals: StepTotals;
  readonly last: boolean;
  readonly layout: FrameLayout;
  /** The daemon's time. */
  readonly now: UnixNanos;
}

/** Turns frames into terminal output, each drawn over the one before. */
export class FramePainter {
  readonly #colors: RowColors;
  #rowsDrawn = 0;
  #first = true;

  constructor(colors: RowColors) {
    this.#colors = colors;
  }

  paint(frame: Frame): string {
    const up = "\x1b[1A".repeat(this.#rowsDrawn + 1) + (this.#first ? "\x1b[1B" : "");
    this.#first = false;
    let text = `${up}${FIRST_COLUMN}${HIDE_CURSOR}${headerLine(frame)}\n`;
    let drawn = 0;
    for (const row of frame.layout.rows) {
      const line = rowLine(row, frame);
      if (line === undefined) continue;
      text += this.#colored(row, line);
      const window = row.log && (frame.layout.windows.get(row.log) ?? []);
      for (const content of window ?? []) text += `${FAINT} => => # ${content}\n${RESET}`;
      drawn += 1 + (window?.length ?? 0);
    }
    const leftOver = this.#rowsDrawn - drawn;
    if (leftOver > 0)
      text += `${`${" ".repeat(frame.width)}\n`.repeat(leftOver)}\x1b[${leftOver}A${FIRST_COLUMN}`;
    this.#rowsDrawn = drawn;
    return text + SHOW_CURSOR;
  }

  #colored(row: Row, line: string): string {
    const color = row.completed ? this.#colors[row.color] : undefined;
    return color === undefined ? line : color + line + RESET;
  }
}

function headerLine(frame: Frame): string {
  const { completed, total } = frame.totals;
  const finished = frame.last && completed > 0 && completed === total ? "FINISHED" : "";
  const seconds = formatFixed(frame.seconds, 1);
  const left = `[+] ${frame.phase} ${seconds}s (${completed}/${total}) ${finished}`;
  const end = frame.title === "" ? frame.width : frame.width - 1;
  return cutToColumns(alignColumns(left, frame.title, end), frame.width);
}

/** Undefined when the terminal is too narrow for the row. */
function rowLine(row: Row, frame: Frame): string | undefined {
  const seconds = Number(row.elapsed(frame.now)) / 1e9;
  const timer = ` ${formatFixed(seconds < 0.05 ? 0 : seconds, 1)}s`;
  // The newline after the timer counts as a column, so that no line ever fills the terminal's last one.
  let left = frame.width - ROW_PREFIX.length - (timer.length + 1) - 1;
  let bytes = row.bytes();
  if (bytes !== "") {
    if (left + bytes.length > LEAST_WITH_BYTES) left -= bytes.length + 1;
    else bytes = "";
  }
  if (left < LEAST_NAME) return undefined;
  if (row.speed !== undefined && bytes !== "") {
    const shortest = Math.min(columnsOf(row.label()), LEAST_TRANSFER_NAME);
    const transfer = transferText(row.speed, left - shortest - 1);
    if (transfer !== "") {
      left -= transfer.length + 1;
      bytes += ` ${transfer}`;
    }
  }
  const name = cutToColumns(row.label(), left);
  const text = bytes === "" ? ROW_PREFIX + name : `${ROW_PREFIX}${name} ${bytes}`;
  return `${alignColumns(text, timer, frame.width - 1)}\n`;
}
