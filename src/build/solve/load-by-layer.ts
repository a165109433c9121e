import { SlipwayError } from "../../errors/index.js";
import { type ContentSource, servesContent } from "../../load/index.js";
import { parseReference, type Reference, withDefaultTag } from "../../oci/reference.js";
import type { WireExport } from "../exports/wire-export.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";

/**
 * Has an engine export loaded layer by layer where that can be done: the daemon lets its content be read, and no other
 * export writes through the session's one store for images.
 *
 * @throws SlipwayError `invalid-argument` when the engine's store has no room for an index, in Buildx's words.
 */
export async function loadByLayer(
  { flags, options }: BuildPlan,
  share: NodeShare,
  exports: readonly WireExport[],
  source: ContentSource,
): Promise<readonly WireExport[]> {
  const attested = [...flags.attestations.values()].some((value) => value !== null);
  const needsIndex = share.platforms.length > 1 || attested;
  if (needsIndex && exports.some(({ target, type }) => target.kind === "engine" && type === "docker")) {
    throw new SlipwayError(
      "invalid-argument",
      "docker exporter does not currently support exporting manifest lists",
      { hint: "turn on the engine's containerd image store, or load one platform without attestations" },
    );
  }
  const writers = exports.filter(({ target }) => target.kind === "engine" || target.kind === "layout");
  const [writer] = writers;
  if (writer?.engine === undefined || writers.length > 1) return exports;
  const loadAs = tagsOf(writer.attrs.name ?? "");
  if (loadAs === undefined) return exports;
  const { signal } = options;
  if (!(await servesContent(source, { signal }))) return exports;
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
