import type { Engine } from "../engine/contract/engine.js";
import type { Reference } from "../oci/reference.js";
import type { StepReporter } from "../progress/report-vertex.js";
import type { BuiltImage } from "./built-image.js";
import type { ContentSource } from "./content-source.js";
import { type ArchiveEntry, archiveSize, packArchive } from "./pack-archive.js";
import { sendArchive } from "./send-archive.js";

/** One image on its way into one engine. */
export interface ImageLoad {
  readonly engine: Engine;
  readonly source: ContentSource;
  readonly image: BuiltImage;
  /** With a tag each; the image has none of its own without them. */
  readonly names: readonly Reference[];
  readonly step: StepReporter;
  readonly signal: AbortSignal;
}

/** Sends the engine an archive of the entries, reading blobs from the daemon as they are needed. */
export async function sendEntries(
  { engine, source, step, signal }: ImageLoad,
  entries: readonly ArchiveEntry[],
): Promise<void> {
  const archive = packArchive(source, entries);
  try {
    await sendArchive(engine, archive, step, { signal }, archiveSize(entries));
  } finally {
    archive.destroy();
  }
}

/** Says in the step's log how many layers are not sent. */
export function logPresentLayers({ step }: ImageLoad, count: number): void {
  if (count === 0) return;
  step.log(`${count} ${count === 1 ? "layer is" : "layers are"} in the engine already\n`);
}

/** Says in the step's log that the image is sent once more, with all its layers. */
export function logWholeImage({ step }: ImageLoad, reason: string): void {
  step.log(`${reason}: loading the whole image\n`);
}
