import { StepStates } from "../build/notes/step-states.js";
import { buildLogs, type HistoryOptions } from "../history/index.js";
import type { SolveStatus, Vertex } from "../progress/index.js";
import { unknown } from "./compare/find-cause.js";
import type { BuildExplanation } from "./result/explanation.js";

/** What is told of a build that was not noted: the steps that ran, without a cause. */
export async function unexplained(
  { builder, node, ref }: { readonly builder: string; readonly node: string; readonly ref: string },
  options: HistoryOptions,
): Promise<BuildExplanation> {
  const vertexes = new Map<string, Vertex>();
  const states = new StepStates();
  const logs = {
    update: (status: SolveStatus) => {
      states.take(status);
      for (const vertex of status.vertexes ?? []) vertexes.set(vertex.digest, vertex);
    },
  };
  await buildLogs(builder, ref, { ...options, logs });
  const all = [...vertexes.values()].filter(({ name }) =>
    /^\[(?!internal\]|auth\])[^\]]+\] (?!FROM )/.test(name),
  );
  const stateOf = ({ digest }: Vertex) => states.of(digest).state;
  const ran = all.filter((vertex) => ["ran", "failed"].includes(stateOf(vertex)));
  return {
    ref,
    builder,
    node,
    steps: ran.map((vertex) => ({
      name: vertex.name,
      digest: vertex.digest,
      took: Number(((vertex.completed ?? 0n) - (vertex.started ?? vertex.completed ?? 0n)) / 1_000_000n),
      cause: unknown(
        "the build was made by another client, or its notes are gone or were off",
        "Build with slipway build --explain once, or with SLIPWAY_BUILD_NOTES=1: later builds are compared with it.",
      ),
      root: vertex.digest,
    })),
    cached: all.filter((vertex) => stateOf(vertex) === "cached").length,
  };
}
