import type { Readable } from "node:stream";
import type { Engine } from "../engine/contract/engine.js";
import type { ProgressSink } from "../progress/model/status.js";
import { reportVertex } from "../progress/report-vertex.js";
import { sendArchive } from "./send-archive.js";

/** Options of {@link importArchive}. */
export interface ImportOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ProgressSink | undefined;
}

/** The step under which an import is shown. */
export const IMPORT_STEP = "importing to docker";

/**
 * Streams an image archive (docker or OCI layout in a tar) into an engine's image store and reports the layers as they
 * arrive. Rejects as {@link Engine.loadImage} does; nothing is left in the store when the stream breaks off.
 */
export function importArchive(engine: Engine, archive: Readable, options: ImportOptions = {}): Promise<void> {
  const { signal } = options;
  return reportVertex(options.progress, IMPORT_STEP, (step) =>
    sendArchive(engine, archive, step, { signal }),
  );
}
