import type { Readable } from "node:stream";
import type { Engine, EngineProgressLine } from "../engine/types.js";
import { reportVertex, type StepReporter } from "../progress/report-vertex.js";
import type { ProgressSink } from "../progress/status.js";

/** Options of {@link importArchive}. */
export interface ImportOptions {
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink | undefined;
}

/** The engine's words for the line that carries a layer's progress. */
const LOADING_LAYER = "Loading layer";

/** The engine tells progress of layers only; the last line of a layer is the one whose bytes are complete. */
function reportLine(step: StepReporter, line: EngineProgressLine, open: Map<string, number>): void {
  if (line.status !== LOADING_LAYER || line.id === undefined) return;
  const { current = 0, total = 0 } = line.progressDetail ?? {};
  const done = total > 0 && current >= total;
  step.progress(`loading layer ${line.id}`, current, total, done);
  if (done) open.delete(line.id);
  else open.set(line.id, total);
}

/**
 * Streams an image archive (docker or OCI layout in a tar) into an engine's image store and reports the layers as they
 * arrive. Rejects as {@link Engine.loadImage} does; nothing is left in the store when the stream breaks off.
 */
export function importArchive(engine: Engine, archive: Readable, options: ImportOptions = {}): Promise<void> {
  return reportVertex(options.progress, "importing to docker", async (step) => {
    const open = new Map<string, number>();
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    await engine.loadImage(archive, { ...signal, onProgress: (line) => reportLine(step, line, open) });
    for (const [id, total] of open) step.progress(`loading layer ${id}`, total, total, true);
  });
}
