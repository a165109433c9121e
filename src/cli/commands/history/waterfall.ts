import type { JaegerSpan, JaegerTrace } from "../../../index.js";
import { columnsOf, cutToColumns } from "../../../progress/index.js";
import { safeText } from "../../table/safe-text.js";
import { orderedSpans } from "./ordered-spans.js";

/** Narrowest picture, columns. */
const NARROWEST = 60;

/** The part of the width that names may take. */
const NAMES = 0.5;

/** A trace as text: a line for each span, below the one it belongs to, with a bar for when it ran. */
export function waterfall(trace: JaegerTrace, columns: number): string {
  const width = Math.max(NARROWEST, columns);
  const spans = orderedSpans(trace);
  const begin = Math.min(...bounds(spans, ({ startTime }) => startTime));
  const end = Math.max(...bounds(spans, ({ startTime, duration }) => startTime + duration));
  const names = spans.map(({ span, depth }) => `${"  ".repeat(depth)}${nameOf(trace, span)}`);
  const nameWidth = Math.floor(width * NAMES);
  const total = Math.max(1, end - begin);
  const barWidth = width - nameWidth - 2 * TIME_WIDTH - 1;
  const head = `${padded("SPAN", nameWidth)}${"START".padStart(TIME_WIDTH)}${"TIME".padStart(TIME_WIDTH)}`;
  const lines = spans.map(({ span }, index) => {
    const start = timeText(span.startTime - begin).padStart(TIME_WIDTH);
    const time = timeText(span.duration).padStart(TIME_WIDTH);
    const name = padded(cutToColumns(names[index] ?? "", nameWidth - 1), nameWidth);
    return `${name}${start}${time} ${bar(span, { begin, total, width: barWidth })}`.trimEnd();
  });
  const title = `Trace ${safeText(trace.traceID)}: ${spans.length} spans in ${timeText(total)}`;
  return `${[title, "", head, ...lines].join("\n")}\n`;
}

const TIME_WIDTH = 9;

/** Not all at once as arguments of one call: there may be any number. */
function bounds<Item>(items: readonly { readonly span: Item }[], read: (span: Item) => number): number[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { span } of items) {
    least = Math.min(least, read(span));
    most = Math.max(most, read(span));
  }
  return items.length === 0 ? [0] : [least, most];
}

function nameOf({ processes }: JaegerTrace, span: JaegerSpan): string {
  const service = processes[span.processID]?.serviceName ?? "";
  const failed = span.tags.some(({ key, value }) => key === "error" && value === true);
  return `${failed ? "✗ " : ""}${safeText(span.operationName)}${service === "" ? "" : ` (${safeText(service)})`}`;
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

interface Scale {
  readonly begin: number;
  readonly total: number;
  readonly width: number;
}

function bar({ startTime, duration }: JaegerSpan, { begin, total, width }: Scale): string {
  const from = Math.min(width - 1, Math.floor(((startTime - begin) / total) * width));
  const length = Math.max(1, Math.min(width - from, Math.round((duration / total) * width)));
  return `${" ".repeat(from)}${"█".repeat(length)}`;
}

function timeText(microseconds: number): string {
  const seconds = microseconds / 1e6;
  if (seconds < 1) return `${(microseconds / 1000).toFixed(1)}ms`;
  return `${seconds.toFixed(2)}s`;
}
