import { SlipwayError } from "../../errors/index.js";
import { parseReference, repositoryName } from "../../oci/reference.js";
import { parseGoBool } from "../../util/go-bool.js";
import type { PlannedExport } from "./plan-exports.js";

/** The push of a build whose platforms are spread over several nodes. */
export interface MergedPush {
  /** Normalized references, each gets the merged index. */
  readonly names: readonly string[];
  /** The registry speaks plain HTTP. */
  readonly insecure: boolean;
}

/**
 * What each of several nodes exports: a push goes to the repositories by digest only, since a tag is for the index of
 * all nodes' images.
 *
 * @throws SlipwayError `unsupported` for outputs that cannot be put together of several, `invalid-argument` for a push
 * without a name.
 */
export function multiNodeExports(exports: readonly PlannedExport[]): PlannedExport[] {
  const pushed = exports.find(isPush);
  return exports.map((item) => {
    if (item.type === "oci" || item.type === "tar") {
      throw new SlipwayError("unsupported", `${item.type} for multi-node builds currently not supported`);
    }
    return item === pushed ? byDigest(item) : item;
  });
}

/** What the exports ask to be pushed, undefined when they push nothing. Buildx takes the first push; so does this. */
export function mergedPush(exports: readonly PlannedExport[]): MergedPush | undefined {
  const pushed = exports.find(isPush);
  if (pushed === undefined) return undefined;
  return {
    names: namesOf(pushed),
    insecure: isOn(pushed.attrs["registry.insecure"]),
  };
}

function byDigest(item: PlannedExport): PlannedExport {
  const repositories = namesOf(item).map((name) => repositoryName(parseReference(name)));
  if (repositories.length === 0)
    throw new SlipwayError("invalid-argument", "tag is needed when pushing to registry");
  const name = [...new Set(repositories)].join(",");
  return { ...item, attrs: { ...item.attrs, name, "push-by-digest": "true" } };
}

const isPush = ({ type, attrs }: PlannedExport) => type === "image" && isOn(attrs.push);
const isOn = (value: string | undefined) =>
  value === "" || (value !== undefined && parseGoBool(value) === true);
const namesOf = ({ attrs }: PlannedExport) => (attrs.name ?? "").split(",").filter((name) => name !== "");
