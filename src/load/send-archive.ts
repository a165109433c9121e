import type { Readable } from "node:stream";
import type { Engine, EngineCallOptions, EngineProgressLine } from "../engine/contract/engine.js";
import type { StepReporter } from "../progress/report-vertex.js";

/** The engine's words for the line that carries a layer's progress. */
const LOADING_LAYER = "Loading layer";

/**
 * Streams an image archive into an engine's image store and reports the layers as they arrive. Rejects as
 * {@link Engine.loadImage} does.
 */
export async function sendArchive(
  engine: Engine,
  archive: Readable,
  step: StepReporter,
  options: EngineCallOptions,
): Promise<void> {
  const open = new Map<string, number>();
  await engine.loadImage(archive, { ...options, onProgress: (line) => reportLine(step, line, open) });
  for (const [id, total] of open) step.progress(`loading layer ${id}`, total, total, true);
}

/** The engine tells progress of layers only; the last line of a layer is the one whose bytes are complete. */
function reportLine(step: StepReporter, line: EngineProgressLine, open: Map<string, number>): void {
  if (line.status !== LOADING_LAYER || line.id === undefined) return;
  const { current = 0, total = 0 } = line.progressDetail ?? {};
  const done = total > 0 && current >= total;
  step.progress(`loading layer ${line.id}`, current, total, done);
  if (done) open.delete(line.id);
  else open.set(line.id, total);
}
