import { SlipwayError } from "../../errors/index.js";
import type { RequestedAnnotation } from "./parse-annotations.js";

/** Annotations of the index to make. Docker's manifest lists have no place for them: they are dropped there. */
export interface IndexAnnotations {
  /** Of the index itself. */
  readonly index: Readonly<Record<string, string>>;
  /** Of the descriptors in it: of every one, or of those for a platform in the form `linux/arm64`. */
  readonly descriptors: readonly {
    readonly platform: string | undefined;
    readonly key: string;
    readonly value: string;
  }[];
}

/** No annotations. */
export const noAnnotations: IndexAnnotations = { index: {}, descriptors: [] };

/**
 * What an index can have of the annotations that were asked for.
 *
 * @throws SlipwayError `unsupported` for those of a manifest, `invalid-argument` for those of what an index is listed in
 */
export function indexAnnotations(requested: readonly RequestedAnnotation[]): IndexAnnotations {
  for (const { type } of requested) {
    if (type === "" || type === "manifest") {
      throw new SlipwayError("unsupported", `"${type}" annotations are not supported yet`, {
        hint: "use index: or manifest-descriptor: in front of the key",
      });
    }
    if (type === "index-descriptor") {
      const message = `"${type}" annotations are invalid while creating an image`;
      throw new SlipwayError("invalid-argument", message);
    }
  }
  return {
    index: Object.fromEntries(
      requested.flatMap(({ type, key, value }) => (type === "index" ? [[key, value]] : [])),
    ),
    descriptors: requested.filter(({ type }) => type === "manifest-descriptor"),
  };
}
