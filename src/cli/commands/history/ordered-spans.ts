import type { JaegerSpan, JaegerTrace } from "../../../index.js";

/** A span at its place in the tree. */
export interface PlacedSpan {
  readonly span: JaegerSpan;
  /** How many spans it is in; no more than a screen can show. */
  readonly depth: number;
}

const DEEPEST = 16;

/** The spans of a trace, each below the one it belongs to, in the order in which they began; each once, whatever they say. */
export function orderedSpans({ spans }: JaegerTrace): PlacedSpan[] {
  const known = new Set(spans.map(({ spanID }) => spanID));
  const children = new Map<string, JaegerSpan[]>();
  const roots: JaegerSpan[] = [];
  // The latest first: they are taken from the end.
  for (const span of [...spans].sort((a, b) => b.startTime - a.startTime)) {
    const parent = parentOf(span);
    if (parent === undefined || !known.has(parent)) roots.push(span);
    else listIn(children, parent).push(span);
  }
  const placed = new Map<JaegerSpan, number>();
  place(roots, children, placed);
  // Spans that are each other's parents.
  for (const span of spans) if (!placed.has(span)) place([span], children, placed);
  return [...placed].map(([span, depth]) => ({ span, depth }));
}

function place(
  roots: readonly JaegerSpan[],
  children: Map<string, JaegerSpan[]>,
  placed: Map<JaegerSpan, number>,
): void {
  const stack = roots.map((span) => ({ span, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, depth } = next;
    if (placed.has(span)) continue;
    placed.set(span, Math.min(depth, DEEPEST));
    const below = children.get(span.spanID) ?? [];
    children.delete(span.spanID);
    for (const child of below) stack.push({ span: child, depth: depth + 1 });
  }
}

function listIn(children: Map<string, JaegerSpan[]>, parent: string): JaegerSpan[] {
  const list = children.get(parent) ?? [];
  children.set(parent, list);
  return list;
}

function parentOf({ references }: JaegerSpan): string | undefined {
  const parent = references.find(({ refType }) => refType === "CHILD_OF")?.spanID;
  return parent === undefined || /^0*$/.test(parent) ? undefined : parent;
}
