import { buildLogs, type HistoryOptions } from "../history/index.js";
import type { Vertex } from "../progress/index.js";
import { unknown } from "./compare/find-cause.js";
import type { BuildExplanation } from "./result/explanation.js";

/** What is told of a build that was not noted: the steps that ran, without a cause. */
export async function unexplained(
  { builder, node, ref }: { readonly builder: string; readonly node: string; readonly ref: string },
  options: HistoryOptions,
): Promise<BuildExplanation> {
  const vertexes = new Map<string, Vertex>();
  const logs = {
    update: ({ vertexes: told = [] }: { readonly vertexes?: readonly Vertex[] }) => {
      for (const vertex of told) vertexes.set(vertex.digest, vertex);
    },
  };
  await buildLogs(builder, ref, { ...options, logs });
  const all = [...vertexes.values()].filter(({ name }) =>
    /^\[(?!internal\]|auth\])[^\]]+\] (?!FROM )/.test(name),
  );
  const ran = all.filter(({ cached, completed }) => !cached && completed !== undefined);
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
    cached: all.filter(({ cached }) => cached).length,
  };
}
