import type { Engine } from "../../../src/engine/contract/engine.js";
import { createEngineLoad, type EngineLoad } from "../../../src/load/engine-load.js";
import { splitDigest } from "../../../src/oci/digest.js";
import { parseReference } from "../../../src/oci/reference.js";
import type { SolveStatus } from "../../../src/progress/index.js";
import type { LoadedArchive } from "./loading-engine.js";
import type { MemoryContent } from "./memory-content.js";

/** What the last load has reported. */
export const updates: SolveStatus[] = [];

/** Prepares a load. */
export function loadOf(
  store: "classic" | "containerd",
  engine: Engine,
  source: MemoryContent,
  names = ["app:1"],
  signal?: AbortSignal,
): EngineLoad {
  updates.splice(0);
  return createEngineLoad({
    engine,
    source,
    store,
    names: names.map(parseReference),
    progress: { update: (status) => void updates.push(status) },
    signal,
  });
}

/** The lines of its log. */
export const logs = (): string[] =>
  updates.flatMap(({ logs = [] }) => logs.map(({ data }) => Buffer.from(data).toString("utf8")));
/** Where an archive has a blob. */
export const fileOf = (digest: string): string => `blobs/sha256/${splitDigest(digest).hex}`;
/** Which of the layers an archive holds. */
export const layersIn = (archive: LoadedArchive | undefined, layers: readonly string[]): string[] =>
  layers.filter((layer) => [...(archive?.values() ?? [])].some((file) => file.toString() === layer));
