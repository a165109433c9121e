/** Pixels of the graph's drawing. */
export const columnWidth = 208;
/** Pixels from one row to the next. */
export const rowHeight = 38;
/** Pixels of one step. */
export const nodeWidth = columnWidth - 24;
/** Pixels of one step. */
export const nodeHeight = 28;
const bandLabel = 132;

/** What of a drawing is seen, in pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a column begins. */
export const left = (column: number): number => bandLabel + column * columnWidth;
