import type { GraphLayout, GraphNode } from "../layout/graph.js";
import { left, nodeHeight, nodeWidth, rowHeight, type View } from "./graph-metrics.js";

function curve(from: GraphNode, to: GraphNode, view: View): string {
  const [x1, y1] = [
    left(from.column) + nodeWidth - view.x,
    from.row * rowHeight + 5 + nodeHeight / 2 - view.y,
  ];
  const [x2, y2] = [left(to.column) - view.x, to.row * rowHeight + 5 + nodeHeight / 2 - view.y];
  const bend = Math.min(60, Math.max(12, (x2 - x1) / 2));
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function isSeen(from: GraphNode, to: GraphNode, { x, y, width, height }: View): boolean {
  if (left(to.column) < x || left(from.column) + nodeWidth > x + width) return false;
  const [top, bottom] = [
    Math.min(from.row, to.row) * rowHeight,
    (Math.max(from.row, to.row) + 1) * rowHeight,
  ];
  return bottom > y && top < y + height;
}

/** The lines from each step to those that are made from it, as far as they are seen: one path for each look. */
export function GraphEdges({
  layout,
  view,
  selected,
}: {
  layout: GraphLayout;
  view: View;
  selected: number | undefined;
}) {
  const paths = { plain: "", critical: "", selected: "" };
  for (const to of layout.nodes) {
    for (const input of to.step.inputs) {
      const from = layout.byId.get(input);
      if (from === undefined || !isSeen(from, to, view)) continue;
      const look =
        selected === to.step.id || selected === input
          ? "selected"
          : from.step.critical && to.step.critical
            ? "critical"
            : "plain";
      paths[look] += curve(from, to, view);
    }
  }
  return (
    <svg
      class="edges"
      aria-hidden="true"
      width={view.width}
      height={view.height}
      style={{ left: `${view.x}px`, top: `${view.y}px` }}
    >
      <path class="edge" d={paths.plain} />
      <path class="edge edge-critical" d={paths.critical} />
      <path class="edge edge-selected" d={paths.selected} />
    </svg>
  );
}
