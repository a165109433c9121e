import type { GraphLayout, GraphNode } from "../layout/graph.js";

/** Where an arrow key leads from a step: left to its inputs, right to what is made of it, up and down to its neighbours. */
export function neighbour(layout: GraphLayout, id: number | undefined, key: string): GraphNode | undefined {
  const node = id === undefined ? undefined : layout.byId.get(id);
  if (node === undefined) return undefined;
  const nearest = (nodes: readonly (GraphNode | undefined)[]) =>
    nodes
      .filter((other) => other !== undefined)
      .sort((one, other) => Math.abs(one.row - node.row) - Math.abs(other.row - node.row))[0];
  switch (key) {
    case "ArrowLeft":
      return nearest(node.step.inputs.map((input) => layout.byId.get(input)));
    case "ArrowRight":
      return nearest(layout.nodes.filter(({ step }) => step.inputs.includes(node.step.id)));
    case "ArrowUp":
      return inColumn(layout, node, -1);
    case "ArrowDown":
      return inColumn(layout, node, 1);
    default:
      return undefined;
  }
}

/** The nearest step above or below: of the same column, else of any. */
function inColumn({ nodes }: GraphLayout, node: GraphNode, way: 1 | -1): GraphNode | undefined {
  const beyond = nodes
    .filter(({ row }) => (row - node.row) * way > 0)
    .sort(
      (one, other) =>
        (one.row - other.row) * way ||
        Math.abs(one.column - node.column) - Math.abs(other.column - node.column),
    );
  return beyond.find(({ column }) => column === node.column) ?? beyond[0];
}
