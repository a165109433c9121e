import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Step } from "../../contract/index.js";
import { type GraphLayout, type GraphNode, layoutGraph } from "../layout/graph.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { durationText } from "../text/format.js";
import { GraphEdges } from "./graph-edges.js";
import { neighbour } from "./graph-keys.js";
import { columnWidth, left, nodeHeight, nodeWidth, rowHeight, type View } from "./graph-metrics.js";

interface GraphProps {
  readonly steps: readonly Step[];
  readonly selected: number | undefined;
  onSelect(step: Step): void;
}

function useView() {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, width: 1400, height: 900 });
  const read = () => {
    const { current } = element;
    if (current === null) return;
    const { scrollLeft: x, scrollTop: y, clientWidth: width, clientHeight: height } = current;
    setView({ x, y, width, height });
  };
  useLayoutEffect(() => {
    read();
    if (element.current === null) return;
    const observer = new ResizeObserver(read);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, view, read };
}

const seen = ({ column, row }: GraphNode, { x, y, width, height }: View) => {
  const [at, top] = [left(column), row * rowHeight];
  return at + nodeWidth > x - 200 && at < x + width + 200 && top > y - 200 && top < y + height + 200;
};

/** The steps of a build and what each is made from: a band for each stage and platform. */
export function Graph({ steps, selected, onSelect }: GraphProps) {
  const layout = useMemo(() => layoutGraph(steps), [steps]);
  const { element, view, read } = useView();
  const [active, setActive] = useState(selected ?? steps[0]?.id);
  const focusNext = useRef(false);
  const focused = layout.byId.has(active ?? -1) ? active : layout.nodes[0]?.step.id;
  useLayoutEffect(() => {
    if (!focusNext.current) return;
    const button = element.current?.querySelector<HTMLElement>(`[data-step="${focused}"]`);
    if (button === null || button === undefined) return;
    focusNext.current = false;
    button.focus();
  });
  const move = (event: KeyboardEvent) => {
    const next = neighbour(layout, focused, event.key);
    if (next === undefined || element.current === null) return;
    event.preventDefault();
    focusNext.current = true;
    setActive(next.step.id);
    const { current } = element;
    const [x, y] = [left(next.column), next.row * rowHeight];
    if (x < view.x || x + nodeWidth > view.x + view.width) current.scrollLeft = x - view.width / 3;
    if (y < view.y || y + nodeHeight > view.y + view.height) current.scrollTop = y - view.height / 3;
    read();
  };
  const size = { width: `${left(layout.columns)}px`, height: `${layout.rows * rowHeight + 12}px` };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons that arrows go through
    <div
      class="graph panel"
      ref={element}
      onScroll={read}
      onKeyDown={move}
      role="group"
      aria-label="Graph of steps"
    >
      <div class="graph-all" style={size}>
        <Bands layout={layout} view={view} />
        <GraphEdges layout={layout} view={view} selected={selected} />
        {layout.nodes
          .filter((node) => seen(node, view) || node.step.id === focused)
          .map((node) => (
            <Node
              key={node.step.id}
              node={node}
              tabIndex={node.step.id === focused ? 0 : -1}
              selected={node.step.id === selected}
              onSelect={onSelect}
            />
          ))}
      </div>
    </div>
  );
}

function Bands({ layout, view }: { layout: GraphLayout; view: View }) {
  return (
    <>
      {layout.bands
        .filter(
          ({ row, rows }) =>
            (row + rows) * rowHeight > view.y - 200 && row * rowHeight < view.y + view.height + 200,
        )
        .map(({ platform, stage, row, rows }) => (
          <div
            key={row}
            class="band"
            style={{ top: `${row * rowHeight}px`, height: `${rows * rowHeight}px` }}
          >
            <span>
              <b>
                <Text title>{stage === "" ? (platform === "" ? "shared" : "") : stage}</Text>
              </b>
              <Text>{platform}</Text>
            </span>
          </div>
        ))}
    </>
  );
}

function Node({
  node: { step, column, row },
  tabIndex,
  selected,
  onSelect,
}: {
  node: GraphNode;
  tabIndex: 0 | -1;
  selected: boolean;
  onSelect(step: Step): void;
}) {
  return (
    <button
      type="button"
      class={`node node-${step.state} ${step.critical ? "critical" : ""}`}
      data-step={step.id}
      tabIndex={tabIndex}
      aria-pressed={selected}
      onClick={() => onSelect(step)}
      style={{ left: `${left(column)}px`, top: `${row * rowHeight + 5}px`, width: `${columnWidth - 24}px` }}
    >
      <StateMark state={step.state} />
      <span class="node-name">
        <Text title>{step.instruction === "" ? step.name : step.instruction}</Text>
      </span>
      {!step.cached && step.completed !== undefined && (
        <span class="number">{durationText(step.duration)}</span>
      )}
    </button>
  );
}
