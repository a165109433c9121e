import type { BuilderContext } from "../../builder/types.js";
import { connectEngine, type Engine } from "../../engine/index.js";
import { type ContentSource, hasContainerdStore, servesContent } from "../../load/index.js";
import { parseReference, type Reference, withDefaultTag } from "../../oci/reference.js";
import type { PlannedExport } from "../exports/plan-exports.js";

/** An export in the daemon's terms. */
export interface WireExport extends PlannedExport {
  /** Where an engine export's image goes. */
  readonly engine?: Engine;
  /** What the engine calls the image, when it is loaded layer by layer and not as an archive. */
  readonly loadAs?: readonly Reference[];
}

/**
 * Settles what only the receiving engine can tell: an engine with the containerd store takes an OCI archive, and its
 * image id is the manifest's digest.
 */
export function settleExports(
  planned: readonly PlannedExport[],
  context: BuilderContext,
): Promise<WireExport[]> {
  return Promise.all(planned.map((item) => settleExport(item, context)));
}

async function settleExport(planned: PlannedExport, context: BuilderContext): Promise<WireExport> {
  const { target } = planned;
  if (target.kind !== "engine") return planned;
  const engine = await connectEngine({
    ...(context.env === undefined ? {} : { env: context.env }),
    ...(context.docker === undefined ? {} : { docker: context.docker }),
    ...(target.context === undefined ? {} : { endpoint: target.context }),
  });
  const signal = context.signal === undefined ? {} : { signal: context.signal };
  if (!(await hasContainerdStore(engine, signal))) return { ...planned, engine };
  return { ...planned, type: "oci", attrs: { ...planned.attrs, "prefer-image-digest": "true" }, engine };
}

/**
 * Has an engine export loaded layer by layer where that can be done: the daemon lets its content be read, and no other
 * export writes through the session's one store for images.
 */
export async function loadByLayer(
  exports: readonly WireExport[],
  source: ContentSource,
  signal: AbortSignal | undefined,
): Promise<readonly WireExport[]> {
  const writers = exports.filter(({ target }) => target.kind === "engine" || target.kind === "layout");
  const [writer] = writers;
  if (writer?.engine === undefined || writers.length > 1) return exports;
  const loadAs = tagsOf(writer.attrs.name ?? "");
  if (loadAs === undefined) return exports;
  if (!(await servesContent(source, signal === undefined ? {} : { signal }))) return exports;
  const byLayer = { ...writer, attrs: { ...writer.attrs, tar: "false" }, loadAs };
  return exports.map((item) => (item === writer ? byLayer : item));
}

/** The references with their tags; undefined when one is something that only the daemon can make a tag of. */
function tagsOf(names: string): readonly Reference[] | undefined {
  try {
    const references = names.split(",").filter((name) => name !== "");
    const tags = references.map((name) => withDefaultTag(parseReference(name)));
    return tags.every(({ digest }) => digest === undefined) ? tags : undefined;
  } catch {
    return undefined;
  }
}
