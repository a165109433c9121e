import { Readable } from "node:stream";
import type { Engine, EngineCallOptions, EngineProgressLine } from "../engine/contract/engine.js";
import type { StepReporter } from "../progress/report-vertex.js";

/** The engine's words for the line that carries a layer's progress. */
const LOADING_LAYER = "Loading layer";

/** The line that carries the archive's bytes. */
const SENDING = "sending image";
/** Least milliseconds between two reports. */
const REPORT_EVERY = 100;

/**
 * Streams an image archive into an engine's image store and reports the bytes while they travel, then the layers as the
 * engine tells of them. Rejects as {@link Engine.loadImage} does.
 *
 * @param total bytes of the archive; 0 if nobody knows.
 */
export async function sendArchive(
  engine: Engine,
  archive: Readable,
  step: StepReporter,
  options: EngineCallOptions,
  total = 0,
): Promise<void> {
  const open = new Map<string, number>();
  const watched = Readable.from(counted(archive, step, total), { objectMode: false });
  await engine.loadImage(watched, {
    ...options,
    onProgress: (line) => reportLine(step, line, open),
  });
  for (const [id, total] of open) step.progress(`loading layer ${id}`, total, total, true);
}

/** Hands the archive on, and reports how much of it has gone. */
async function* counted(
  archive: Readable,
  step: StepReporter,
  total: number,
): AsyncGenerator<Uint8Array, void> {
  let sent = 0;
  let reported = Number.NEGATIVE_INFINITY;
  try {
    for await (const chunk of archive as AsyncIterable<Uint8Array>) {
      yield chunk;
      sent += chunk.byteLength;
      const now = performance.now();
      if (now - reported < REPORT_EVERY) continue;
      reported = now;
      step.progress(SENDING, sent, total);
    }
  } finally {
    step.progress(SENDING, sent, total, true);
  }
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
