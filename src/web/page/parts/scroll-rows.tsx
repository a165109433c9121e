import type { ComponentChildren } from "preact";
import type { RowsWindow } from "./use-window.js";

interface ScrollRowsProps {
  readonly label: string;
  readonly class: string;
  readonly shown: RowsWindow;
  readonly onScroll?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** What scrolls rows that are read and not chosen: the arrow keys of the browser do it, once it has the focus. */
export function ScrollRows({ label, class: name, shown, onScroll, children }: ScrollRowsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would begin a part of the page with a heading
    <div
      class={`rows ${name}`}
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it
      tabIndex={0}
      ref={shown.element}
      onScroll={onScroll ?? shown.onScroll}
    >
      <div class="rows-all" style={{ height: `${shown.height}px` }}>
        {children}
      </div>
    </div>
  );
}

/** A text that scrolls by itself. */
export function ScrolledText({ children }: { children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it
    <pre class="whole" tabIndex={0}>
      {children}
    </pre>
  );
}

/** A part of the page that scrolls by itself. */
export function ScrolledPart({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
