/** How {@link alignColumns} fills columns; widths in characters. */
export interface ColumnLayout {
  /** Narrowest column, padding included. */
  readonly minWidth: number;
  /** Added to the longest cell of a column. */
  readonly padding: number;
  /** Pad with tabs to multiples of this width instead of with spaces. */
  readonly tabWidth?: number;
}

/** Columns of docker's tables: at least ten wide, three spaces between. */
export const dockerColumns: ColumnLayout = { minWidth: 10, padding: 3 };
/** `key: value` lists: one space after the longest key. */
export const narrowColumns: ColumnLayout = { minWidth: 0, padding: 1 };
/** Columns filled with tabs, eight wide. */
export const tabColumns: ColumnLayout = { minWidth: 1, padding: 1, tabWidth: 8 };

/**
 * Aligns tab-separated text as Go's text/tabwriter does. A cell ends at a tab, so the last text of a line belongs to
 * no column. A column spans consecutive lines that have it, and is as wide as its longest cell there.
 */
export function alignColumns(text: string, layout: ColumnLayout): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const widths = lines.map((): number[] => []);
  measureBlock(lines, widths, 0, lines.length, 0, layout);
  return lines.map((cells, index) => alignLine(cells, widths[index] ?? [], layout)).join("\n");
}

/** Finds the blocks of one column between two lines, and within each block those of the next column. */
function measureBlock(
  lines: readonly (readonly string[])[],
  widths: readonly number[][],
  from: number,
  to: number,
  column: number,
  layout: ColumnLayout,
): void {
  const hasColumn = (line: number) => column < (lines[line]?.length ?? 0) - 1;
  for (let line = from; line < to; line++) {
    if (!hasColumn(line)) continue;
    const start = line;
    let width = layout.minWidth;
    for (; line < to && hasColumn(line); line++) {
      width = Math.max(width, lengthOf(lines[line]?.[column]) + layout.padding);
    }
    for (let inside = start; inside < line; inside++) widths[inside]?.push(width);
    measureBlock(lines, widths, start, line, column + 1, layout);
  }
}

function alignLine(cells: readonly string[], widths: readonly number[], layout: ColumnLayout): string {
  return cells.map((cell, column) => cell + fill(cell, widths[column], layout)).join("");
}

function fill(cell: string, width: number | undefined, { tabWidth }: ColumnLayout): string {
  if (width === undefined) return "";
  if (tabWidth === undefined) return " ".repeat(width - lengthOf(cell));
  const rounded = Math.ceil(width / tabWidth) * tabWidth;
  return "\t".repeat(Math.ceil((rounded - lengthOf(cell)) / tabWidth));
}

function lengthOf(cell = ""): number {
  return [...cell].length;
}
