import { SlipwayError } from "../../errors/index.js";
import { type ContentSource, servesContent } from "../../load/index.js";
import { parseReference, type Reference, withDefaultTag } from "../../oci/reference.js";
import type { WireExport } from "../exports/wire-export.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";

/**
 * Has an engine export loaded layer by layer where that can be done: the daemon lets its content be read, and no other
 * export writes through the session's one store for images. Only so can an engine with the classic store be given what it
 * has room for of several platforms.
 *
 * @throws SlipwayError `invalid-argument` when the engine's store has no room for an index, `unsupported` for a store that
 * wants one of several nodes, both in Buildx's words.
 */
export async function loadByLayer(
  { flags, options, shares }: BuildPlan,
  share: NodeShare,
  exports: readonly WireExport[],
  source: ContentSource,
): Promise<readonly WireExport[]> {
  const attested = [...flags.attestations.values()].some((value) => value !== null);
  const classic = exports.some(({ store }) => store === "classic");
  const spread = shares.length > 1;
  if (spread && exports.some(({ store }) => store === "containerd")) {
    throw new SlipwayError("unsupported", "oci for multi-node builds currently not supported");
  }
  const several = spread || share.platforms.length > 1;
  if (classic && attested) throw withoutIndex();
  const writers = exports.filter(({ target }) => target.kind === "engine" || target.kind === "layout");
  const [writer] = writers;
  const loadAs = tagsOf(writer?.attrs.name ?? "");
  const { signal } = options;
  const isAlone = writer?.engine !== undefined && writers.length === 1 && loadAs !== undefined;
  if (!isAlone || !(await servesContent(source, { signal }))) {
    if (classic && several) throw withoutIndex();
    return exports;
  }
  const all = writer.target.kind === "engine" && writer.target.allPlatforms === true;
  const byLayer: WireExport = {
    ...writer,
    ...(classic && several && { type: "oci" }),
    ...(classic && (several || all) && { platforms: { all, mayMiss: spread } }),
    attrs: { ...writer.attrs, tar: "false" },
    loadAs,
  };
  return exports.map((item) => (item === writer ? byLayer : item));
}

function withoutIndex(): SlipwayError {
  return new SlipwayError(
    "invalid-argument",
    "docker exporter does not currently support exporting manifest lists",
    { hint: "turn on the engine's containerd image store, or load one platform without attestations" },
  );
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
