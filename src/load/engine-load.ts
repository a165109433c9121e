import type { ContentStore } from "../buildkit/session/index.js";
import type { Engine } from "../engine/contract/engine.js";
import { SlipwayError } from "../errors/index.js";
import type { Reference } from "../oci/reference.js";
import type { ProgressSink } from "../progress/model/status.js";
import { reportVertex } from "../progress/report-vertex.js";
import { readBuiltImage } from "./built-image.js";
import { loadIntoClassicStore } from "./classic-store.js";
import { loadIntoContainerdStore } from "./containerd-store.js";
import type { ContentSource } from "./content-source.js";
import { createExportStore } from "./export-store.js";
import { IMPORT_STEP } from "./import-archive.js";
import { loadPlatforms, type PlatformChoice } from "./platform-images.js";

/** Options of {@link createEngineLoad}. */
export interface EngineLoadOptions {
  readonly engine: Engine;
  readonly source: ContentSource;
  /** How the engine keeps images. */
  readonly store: "classic" | "containerd";
  /** What a classic store is given of several platforms. Default: an image has one. */
  readonly platforms?: PlatformChoice | undefined;
  /** What the engine calls the image; each has a tag. */
  readonly names: readonly Reference[];
  readonly progress: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A build result on its way into an engine. */
export interface EngineLoad {
  /** What the session offers the exporter as the store `export`. */
  readonly content: ContentStore;
  /** Waits until the engine has the image that the exporter says it made; throws what kept it from that. */
  finish(digest: string | undefined): Promise<void>;
  /** Why the load failed, where the daemon only saw text. */
  failure(): SlipwayError | undefined;
  /** Breaks off what still runs and waits for its end. Does not reject. */
  close(): Promise<void>;
}

/** Prepares the load of one build's image: only what the engine lacks is read from the daemon and sent. */
export function createEngineLoad(options: EngineLoadOptions): EngineLoad {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const loads = new Map<string, Promise<void>>();
  let failure: SlipwayError | undefined;

  const load = (digest: string): Promise<void> => {
    const running = loads.get(digest);
    if (running !== undefined) return running;
    const loading = loadImage(options, digest, signal).catch((reason: unknown) => {
      failure ??= SlipwayError.from(reason);
      throw failure;
    });
    loading.catch(() => undefined);
    loads.set(digest, loading);
    return loading;
  };

  const content = createExportStore(options.source, load);
  return {
    content,
    finish: async (digest) => {
      if (digest === undefined)
        throw new SlipwayError("protocol-error", "the daemon does not say which image it made");
      await load(digest);
    },
    failure: () => failure,
    close: async () => {
      stop.abort();
      await Promise.allSettled(loads.values());
    },
  };
}

function loadImage(options: EngineLoadOptions, digest: string, signal: AbortSignal): Promise<void> {
  const { engine, source, store, platforms, names, progress } = options;
  return reportVertex(progress, IMPORT_STEP, async (step) => {
    const image = await readBuiltImage(source, digest, signal);
    const load = { engine, source, image, names, step, signal };
    if (store === "containerd") await loadIntoContainerdStore(load);
    else if (platforms === undefined) await loadIntoClassicStore(load);
    else await loadPlatforms(load, platforms);
  });
}
