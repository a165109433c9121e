import type { Step } from "../../contract/index.js";

/** A step in the graph: its column is the number of steps before it, its row lies in the band of its stage. */
export interface GraphNode {
  readonly step: Step;
  readonly column: number;
  readonly row: number;
}

/** The steps of one stage on one platform: rows beside each other. */
export interface GraphBand {
  readonly platform: string;
  readonly stage: string;
  readonly row: number;
  readonly rows: number;
}

/** A graph that is laid out, in columns and rows. */
export interface GraphLayout {
  readonly nodes: readonly GraphNode[];
  /** By step id. */
  readonly byId: ReadonlyMap<number, GraphNode>;
  readonly bands: readonly GraphBand[];
  readonly columns: number;
  readonly rows: number;
}

/** How many steps come before each one, by id; what a circle would be (there is none) counts once. */
function columnsOf(steps: readonly Step[]): Map<number, number> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const columns = new Map<number, number>();
  for (const first of steps) {
    const open = [first];
    const onWay = new Set<number>();
    for (let step = open.at(-1); step !== undefined; step = open.at(-1)) {
      if (columns.has(step.id)) {
        open.pop();
        continue;
      }
      const inputs = step.inputs.map((id) => byId.get(id)).filter((input) => input !== undefined);
      const missing = onWay.has(step.id) ? [] : inputs.filter(({ id }) => !columns.has(id) && !onWay.has(id));
      onWay.add(step.id);
      // One by one: a step may have more inputs than a call has room for.
      if (missing.length > 0) for (const input of missing) open.push(input);
      else {
        columns.set(
          step.id,
          inputs.reduce((most, { id }) => Math.max(most, (columns.get(id) ?? -1) + 1), 0),
        );
        open.pop();
      }
    }
  }
  return columns;
}

/**
 * Lays the steps of a build out from left to right: sources first, then a band for each stage and platform, in the order in
 * which they came. Takes time in proportion to steps and inputs.
 */
export function layoutGraph(steps: readonly Step[]): GraphLayout {
  const columns = columnsOf(steps);
  const bands = new Map<string, Step[]>();
  for (const step of steps) {
    const key = step.stage === "" && step.platform === "" ? "" : `${step.platform}\n${step.stage}`;
    const band = bands.get(key);
    if (band === undefined) bands.set(key, [step]);
    else band.push(step);
  }
  const nodes: GraphNode[] = [];
  const laid: GraphBand[] = [];
  let row = 0;
  for (const band of bands.values()) {
    const used = new Map<number, number>();
    let rows = 0;
    for (const step of band) {
      const column = columns.get(step.id) ?? 0;
      const at = used.get(column) ?? 0;
      used.set(column, at + 1);
      rows = Math.max(rows, at + 1);
      nodes.push({ step, column, row: row + at });
    }
    const { platform = "", stage = "" } = band[0] ?? {};
    laid.push({ platform, stage, row, rows });
    row += rows;
  }
  return {
    nodes,
    byId: new Map(nodes.map((node) => [node.step.id, node])),
    bands: laid,
    columns: nodes.reduce((most, { column }) => Math.max(most, column), 0) + 1,
    rows: row,
  };
}
