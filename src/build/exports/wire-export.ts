import type { BuilderOptions } from "../../builder/types.js";
import { connectEngine, type Engine } from "../../engine/index.js";
import { hasContainerdStore, type PlatformChoice } from "../../load/index.js";
import type { Reference } from "../../oci/reference.js";
import type { PlannedExport } from "./plan-exports.js";

/** An export in the daemon's terms. */
export interface WireExport extends PlannedExport {
  /** Where an engine export's image goes. */
  readonly engine?: Engine;
  /** How that engine keeps images. */
  readonly store?: "classic" | "containerd";
  /** Which platforms a classic store is given. Default: the image has one. */
  readonly platforms?: PlatformChoice | undefined;
  /** What the engine calls the image, when it is loaded layer by layer and not as an archive. */
  readonly loadAs?: readonly Reference[];
}

/**
 * Settles what only the receiving engine can tell: an engine with the containerd store takes an OCI archive, and its
 * image id is the manifest's digest.
 */
export function settleExports(
  planned: readonly PlannedExport[],
  context: BuilderOptions,
): Promise<WireExport[]> {
  return Promise.all(planned.map((item) => settleExport(item, context)));
}

async function settleExport(planned: PlannedExport, context: BuilderOptions): Promise<WireExport> {
  const { target } = planned;
  if (target.kind !== "engine") return planned;
  const engine = await connectEngine({
    env: context.env,
    docker: context.docker,
    endpoint: target.context,
  });
  const signal = { signal: context.signal };
  if (!(await hasContainerdStore(engine, signal))) return { ...planned, engine, store: "classic" };
  const attrs = { ...planned.attrs, ...planned.ociAttrs, "prefer-image-digest": "true" };
  return { ...planned, type: "oci", attrs, engine, store: "containerd" };
}
