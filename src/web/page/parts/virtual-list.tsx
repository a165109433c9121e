import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useWindow } from "./use-window.js";

/** A list of which only what is seen is drawn. */
export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly class?: string | undefined;
  /** A row to begin with; a change moves there. */
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
export function VirtualList({ label, count, rowHeight, class: name, at, row }: VirtualListProps) {
  const shown = useWindow(count, rowHeight);
  const [active, setActive] = useState(at ?? 0);
  const focusNext = useRef(false);
  const current = Math.min(active, Math.max(0, count - 1));
  useEffect(() => {
    if (at === undefined) return;
    setActive(at);
    shown.reveal(at);
  }, [at]);
  useLayoutEffect(() => {
    if (!focusNext.current) return;
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
    setActive(next);
    shown.reveal(next);
  };
  const rows = [];
  const row0 = (index: number) => (
    <li
      key={index}
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
            if (element !== null) setActive(Number(element.dataset.row));
          }}
        >
          {rows}
        </ul>
      </div>
    </div>
  );
}
