import { fieldOf } from "../../util/json-value.js";
import type { BuildMaterial } from "./build-details.js";

/** What a provenance statement, of SLSA v1 or v0.2, says that the build was made from. */
export function materialsOf(predicate: unknown): BuildMaterial[] {
  const definition = fieldOf(predicate, "buildDefinition");
  const list = fieldOf(definition, "resolvedDependencies") ?? fieldOf(predicate, "materials");
  return Array.isArray(list) ? list.map(materialOf) : [];
}

function materialOf(entry: unknown): BuildMaterial {
  const uri = fieldOf(entry, "uri");
  const digests = fieldOf(entry, "digest");
  return {
    uri: typeof uri === "string" ? uri : "",
    digests: Object.entries(typeof digests === "object" && digests !== null ? digests : {})
      .map(([algorithm, hex]) => `${algorithm}:${hex}`)
      .sort(),
  };
}
