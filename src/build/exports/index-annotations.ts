import type { IndexAnnotations } from "../../imagetools/annotations/index-annotations.js";
import type { PlannedExport } from "./plan-exports.js";

/** `annotation-TYPE.KEY` and `annotation-TYPE[PLATFORM].KEY`, see parseAnnotations. */
const ATTRIBUTE = /^annotation-(index|manifest-descriptor)(?:\[([^\]]*)\])?\.(.+)$/s;

/** What the exports' annotations say of an index that the client makes itself. */
export function indexAnnotations(exports: readonly PlannedExport[]): IndexAnnotations {
  const index: Record<string, string> = {};
  const descriptors: { platform: string | undefined; key: string; value: string }[] = [];
  for (const [name, value] of exports.flatMap(({ attrs }) => Object.entries(attrs))) {
    const [, type, platform, key = ""] = ATTRIBUTE.exec(name) ?? [];
    if (type === "index") index[key] = value;
    if (type === "manifest-descriptor") descriptors.push({ platform, key, value });
  }
  return { index, descriptors };
}
