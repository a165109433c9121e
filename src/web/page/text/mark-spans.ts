import type { TextSpan } from "./ansi.js";

/** A run of text, and whether it is what was searched. */
export interface MarkedSpan extends TextSpan {
  readonly found: boolean;
}

/** Cuts runs of text where a text begins and ends that is searched, whatever its case. */
export function markSpans(spans: readonly TextSpan[], sought: string): MarkedSpan[] {
  const text = sought.toLowerCase();
  if (text === "") return spans.map((span) => ({ ...span, found: false }));
  return spans.flatMap((span) => {
    const lower = span.text.toLowerCase();
    // A few letters change their length with their case: such text is shown without marks.
    if (lower.length !== span.text.length) return [{ ...span, found: false }];
    const parts: MarkedSpan[] = [];
    let from = 0;
    for (let at = lower.indexOf(text); at !== -1; at = lower.indexOf(text, from)) {
      if (at > from) parts.push({ ...span, text: span.text.slice(from, at), found: false });
      from = at + text.length;
      parts.push({ ...span, text: span.text.slice(at, from), found: true });
    }
    if (from < span.text.length) parts.push({ ...span, text: span.text.slice(from), found: false });
    return parts;
  });
}
