import { useLayoutEffect, useRef } from "preact/hooks";
import { route, viewOf } from "../place/route.js";

/**
 * Moves the focus to what is shown when that is another view, or when what had the focus is gone with what was shown before:
 * the keyboard and a screen reader would begin at the top of the page again.
 */
export function usePlaceFocus(): void {
  const view = viewOf(route.value);
  const before = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const isFirst = before.current === undefined;
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!isFirst && (before.current !== view || lost))
      document.getElementById("main")?.focus({ preventScroll: true });
    before.current = view;
  }, [route.value]);
}
