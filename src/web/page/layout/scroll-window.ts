/** Browsers lose pixels of elements that are higher. */
export const mostPixels = 8_000_000;

/** Which rows to show, and where. */
export interface ScrollWindow {
  readonly first: number;
  /** One after the last. */
  readonly last: number;
  /** Pixels from the top of the scrolled content to the first row. */
  readonly top: number;
  /** Pixels of the whole content. */
  readonly height: number;
}

/** What is scrolled: rows of one height in a view. */
export interface ScrolledRows {
  readonly rows: number;
  readonly rowHeight: number;
  readonly viewHeight: number;
}

const most = ({ rows, rowHeight }: ScrolledRows) => Math.min(rows * rowHeight, mostPixels);

/** The rows that are seen at a scroll position, and a few around them; beyond 8 million pixels each pixel stands for more. */
export function scrollWindow(scrolled: ScrolledRows, scrollTop: number, around = 4): ScrollWindow {
  const { rows, rowHeight, viewHeight } = scrolled;
  const height = most(scrolled);
  const top = Math.min(Math.max(0, scrollTop), Math.max(0, height - viewHeight));
  const scale = height > viewHeight ? (rows * rowHeight - viewHeight) / (height - viewHeight) : 1;
  const first = Math.max(0, Math.floor((top * scale) / rowHeight) - around);
  const last = Math.min(rows, Math.ceil((top * scale + viewHeight) / rowHeight) + around);
  return { first, last, top: top - (top * scale - first * rowHeight), height };
}

/** The scroll position at which a row is in the middle of the view, or as near as can be. */
export function scrollTopOf(scrolled: ScrolledRows, row: number): number {
  const { rows, rowHeight, viewHeight } = scrolled;
  const height = most(scrolled);
  if (height <= viewHeight) return 0;
  const wanted = row * rowHeight - (viewHeight - rowHeight) / 2;
  const scale = (rows * rowHeight - viewHeight) / (height - viewHeight);
  return Math.min(Math.max(0, wanted / scale), height - viewHeight);
}
