import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { placeOfRow, type RowPlace } from "../layout/row-place.js";
import { useWindow } from "./use-window.js";

/** A list of which only what is seen is drawn. */
export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly class?: string | undefined;
  /** What a row is, so that it stays the same element and keeps the focus when others come before it. */
  keyOf(index: number): string;
  /** A row to begin with; another one moves there. */
  readonly at?: number | undefined;
  /** What a row shows: its one element for the keyboard carries `tabIndex`. */
  row(index: number, tabIndex: 0 | -1): ComponentChildren;
}

const movements: Record<string, (row: number, last: number) => number> = {
  ArrowDown: (row, last) => Math.min(last, row + 1),
  ArrowUp: (row) => Math.max(0, row - 1),
  PageDown: (row, last) => Math.min(last, row + 15),
  PageUp: (row) => Math.max(0, row - 15),
  Home: () => 0,
  End: (_row, last) => last,
};

/** One stop for the tab key; arrows, Page Up and Down, Home and End go from row to row. */
export function VirtualList({ label, count, rowHeight, class: name, keyOf, at, row }: VirtualListProps) {
  const shown = useWindow(count, rowHeight);
  const [active, setActive] = useState<RowPlace>({ index: at ?? 0, key: undefined });
  const focusNext = useRef(false);
  const current = placeOfRow(active, count, keyOf);
  const setCurrent = (index: number) => setActive({ index, key: keyOf(index) });
  // A row that moves, or goes, takes the focus along to nowhere.
  const focused = shown.element.current?.contains(document.activeElement) === true;
  useEffect(() => {
    if (at === undefined) return;
    setCurrent(at);
    shown.reveal(at);
  }, [at === undefined ? undefined : keyOf(at)]);
  useLayoutEffect(() => {
    if (!focusNext.current && !(focused && document.activeElement === document.body)) return;
    const element = shown.element.current?.querySelector<HTMLElement>(
      `[data-row="${current}"] [tabindex="0"]`,
    );
    if (element === null || element === undefined) return;
    focusNext.current = false;
    element.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const move = movements[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const next = move(current, count - 1);
    focusNext.current = true;
    setCurrent(next);
    shown.reveal(next);
  };
  const rows = [];
  const row0 = (index: number) => (
    <li
      key={keyOf(index)}
      data-row={index}
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ height: `${rowHeight}px` }}
    >
      {row(index, index === current ? 0 : -1)}
    </li>
  );
  for (let index = shown.first; index < shown.last; index++) rows.push(row0(index));
  return (
    <div class={`rows ${name ?? ""}`} ref={shown.element} onScroll={shown.onScroll}>
      <div class="rows-all" style={{ height: `${shown.height}px` }}>
        <ul
          // biome-ignore lint/a11y/noRedundantRoles: lists without bullets are none for some screen readers
          role="list"
          aria-label={label}
          onKeyDown={onKeyDown}
          style={{ transform: `translateY(${shown.top}px)` }}
          onFocusIn={(event) => {
            const element = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
            if (element !== null) setCurrent(Number(element.dataset.row));
          }}
        >
          {rows}
        </ul>
      </div>
    </div>
  );
}
