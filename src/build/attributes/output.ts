import { parseCsvLine } from "../../util/csv.js";
import { type AttributeMap, attributeError, attributeFields, attributeMap } from "./attribute-fields.js";

/** Where the result of a target goes, as text can say it. */
export interface OutputText {
  /** `image`, `registry`, `docker`, `local`, `tar`, `oci`, `cacheonly`. */
  readonly type: string;
  /** Path for those types that write files; `-` is standard output. */
  readonly dest?: string | undefined;
  /** Everything else, such as `name` or `push`. */
  readonly attrs: AttributeMap;
}

/**
 * Reads the text form: `type=image,push=true`, a directory, or `-` for a tar stream.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type is required for output`.
 */
export function parseOutput(text: string): OutputText {
  const fields = parseCsvLine(text);
  if (fields.length === 1 && fields[0] === text && !text.startsWith("type=")) {
    return { type: text === "-" ? "tar" : "local", dest: text, attrs: {} };
  }
  const attrs = new Map(attributeFields(text).map(({ key, value }) => [key.toLowerCase().trim(), value]));
  return outputFromMap(attributeMap(attrs));
}

/**
 * Reads the map form of a definition.
 *
 * @throws SlipwayError `invalid-argument`: `type is required for output`.
 */
export function outputFromMap({ type = "", dest = "", ...attrs }: AttributeMap): OutputText {
  if (type === "") throw attributeError("type is required for output");
  return { type, dest, attrs };
}

/** What `--print` shows. */
export function printOutput({ type, dest, attrs }: OutputText): Record<string, string> {
  return { ...attrs, type, ...(dest ? { dest } : {}) };
}
