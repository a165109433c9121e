import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type ScrollWindow, scrollTopOf, scrollWindow } from "../layout/scroll-window.js";

/** What a component that shows a part of many rows needs. */
export interface RowsWindow extends ScrollWindow {
  readonly element: RefObject<HTMLDivElement | null>;
  onScroll(): void;
  /** Scrolls so that a row is seen; `always` moves it to the middle even if it is seen now. */
  reveal(row: number, always?: boolean): void;
  /** Whether the last row is seen. */
  atEnd(): boolean;
}

/** Follows the scroll position and the size of an element of rows of one height. */
export function useWindow(rows: number, rowHeight: number): RowsWindow {
  const element = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(800);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    setViewHeight(current.clientHeight);
    const observer = new ResizeObserver(() => setViewHeight(current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const scrolled = { rows, rowHeight, viewHeight };
  const shown = scrollWindow(scrolled, scrollTop);
  const onScroll = useCallback(() => setScrollTop(element.current?.scrollTop ?? 0), []);
  const reveal = (row: number, always = false) => {
    const { current } = element;
    if (current === null) return;
    const seen = scrollWindow(scrolled, current.scrollTop, -1);
    if (!always && row >= seen.first && row < seen.last) return;
    // The content may have grown in this same moment.
    const content = current.firstElementChild;
    if (content instanceof HTMLElement) content.style.height = `${shown.height}px`;
    current.scrollTop = scrollTopOf(scrolled, row);
    setScrollTop(current.scrollTop);
  };
  const atEnd = () => {
    const { current } = element;
    return (
      current === null || current.scrollTop + current.clientHeight >= current.scrollHeight - rowHeight * 1.5
    );
  };
  return { ...shown, element, onScroll, reveal, atEnd };
}
