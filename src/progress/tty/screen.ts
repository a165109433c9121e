import type { TerminalCommand } from "./escape-parser.js";
import { columnsOf } from "./text-width.js";

const TAB_STOP = 8;

/** A cell's text; empty in the second half of a wide character. */
type Row = string[];

/**
 * The screen of a small VT100: text wraps and scrolls, the cursor moves and erases, colours are left out. Enough for
 * the output of build tools, their progress bars included.
 */
export class Screen {
  #width: number;
  #height: number;
  #rows: Row[] = [];
  #row = 0;
  #column = 0;
  #saved: readonly [number, number] = [0, 0];

  constructor(width: number, height: number) {
    this.#width = Math.max(6, width);
    this.#height = Math.max(1, height);
  }

  /** The rows that are not blank, each padded to the full width. */
  lines(): string[] {
    return this.#rows
      .map((row) => row.join(""))
      .filter((text) => text.trim() !== "")
      .map((text) => text + " ".repeat(Math.max(0, this.#width - columnsOf(text))));
  }

  /** Rows above the cursor are given up first when the screen becomes lower. */
  resize(width: number, height: number): void {
    this.#width = Math.max(6, width);
    this.#height = Math.max(1, height);
    this.#scroll(this.#height);
    this.#rows.length = Math.min(this.#rows.length, this.#height);
    for (const row of this.#rows) row.length = Math.min(row.length, this.#width);
    this.#column = Math.min(this.#column, this.#width);
  }

  execute(command: TerminalCommand): void {
    if (command.kind === "text") this.#write(command.text);
    else if (command.kind === "control") this.#control(command.char);
    else this.#escape(command.final, command.args);
  }

  #write(text: string): void {
    for (const char of text) {
      const columns = char <= "~" ? 1 : columnsOf(char);
      if (columns === 0) this.#combine(char);
      else this.#put(char, columns);
    }
  }

  #put(char: string, columns: number): void {
    if (this.#column + columns > this.#width) this.#newLine();
    this.#scroll(this.#height - 1);
    const row = this.#rowAt(this.#row);
    while (row.length < this.#column) row.push(" ");
    row[this.#column] = char;
    if (columns === 2) row[this.#column + 1] = "";
    this.#column += columns;
  }

  /** Adds a combining mark to the character before the cursor. */
  #combine(mark: string): void {
    const row = this.#rowAt(this.#row);
    const at = row[this.#column - 1] === "" ? this.#column - 2 : this.#column - 1;
    const char = row[at];
    if (char !== undefined) row[at] = char + mark;
  }

  #rowAt(index: number): Row {
    while (this.#rows.length <= index) this.#rows.push([]);
    return this.#rows[index] ?? [];
  }

  /** The cursor may stand below the last row until something happens there, so that the top row stays as long. */
  #newLine(): void {
    this.#column = 0;
    this.#row = Math.min(this.#row + 1, this.#height);
  }

  /** Gives up rows at the top until the cursor is not below `lastRow`. */
  #scroll(lastRow: number): void {
    const surplus = Math.max(0, this.#row - lastRow);
    this.#rows.splice(0, surplus);
    this.#row -= surplus;
  }

  #control(char: string): void {
    if (char === "\n") this.#newLine();
    else if (char === "\r") this.#column = 0;
    else if (char === "\b") this.#escape("D", [1]);
    else if (char === "\t") this.#escape("C", [TAB_STOP - (this.#column % TAB_STOP)]);
  }

  #escape(final: string, args: readonly number[]): void {
    const [first = 0, second = 0] = args;
    const count = first || 1;
    if ("ABCDGJK".includes(final)) this.#scroll(this.#height - 1);
    if (final === "A") this.#moveTo(this.#row - count, this.#column);
    else if (final === "B") this.#moveTo(this.#row + count, this.#column);
    else if (final === "C") this.#moveTo(this.#row, this.#column + count);
    else if (final === "D") this.#moveTo(this.#row, this.#column - count);
    else if (final === "G") this.#moveTo(this.#row, count - 1);
    else if (final === "H" || final === "f") this.#moveTo(count - 1, (second || 1) - 1);
    else if (final === "K") this.#eraseInRow(first);
    else if (final === "J") this.#eraseInScreen(first);
    else if (final === "s" || final === "7") this.#saved = [this.#row, this.#column];
    else if (final === "u" || final === "8") this.#moveTo(...this.#saved);
  }

  #moveTo(row: number, column: number): void {
    this.#row = Math.min(Math.max(0, row), this.#height - 1);
    this.#column = Math.min(Math.max(0, column), this.#width - 1);
  }

  /** 0 from the cursor on, 1 up to the cursor, 2 all. */
  #eraseInRow(mode: number): void {
    const row = this.#rowAt(this.#row);
    if (mode === 0) row.length = Math.min(row.length, this.#column);
    else if (mode === 1) row.fill(" ", 0, this.#column + 1);
    else if (mode === 2) row.length = 0;
  }

  #eraseInScreen(mode: number): void {
    this.#eraseInRow(mode);
    for (const [index, row] of this.#rows.entries()) {
      if ((mode !== 1 && index > this.#row) || (mode !== 0 && index < this.#row)) row.length = 0;
    }
  }
}
