import { nearestWord } from "../../util/nearest-word.js";
import type { FailedSolve } from "./failed-solve.js";

const NO_EXPORTER = /exporter "([^"]*)" could not be found/;
const TYPES = ["local", "tar", "oci", "docker", "image", "registry", "cacheonly"];

/** For `-o type=` of none: the types there are. */
export function unknownExporterHint({ error }: FailedSolve): string | undefined {
  const [, type] = NO_EXPORTER.exec(error.message) ?? [];
  if (type === undefined) return undefined;
  const meant = nearestWord(type, TYPES);
  return meant === undefined
    ? `the types are ${TYPES.join(", ")}`
    : `did you mean type=${meant}? The types are ${TYPES.join(", ")}`;
}
