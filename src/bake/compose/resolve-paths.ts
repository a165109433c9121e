import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, goType } from "./compose-value.js";
import { resolveAnyPath, resolveContext, resolvePath } from "./go-paths.js";
import { type ModelPath, mapChildren, mapEntries, PathTable } from "./model-paths.js";

type Resolve = (directory: string, path: string) => string;

const resolvers = new PathTable<Resolve>({
  "services.*.build.context": resolveContext,
  "services.*.build.additional_contexts.*": resolveContext,
  "services.*.build.ssh.*": resolveAnyPath,
  "services.*.env_file.*.path": resolvePath,
  "services.*.extends.file": resolvePath,
  "secrets.*.file": resolveAnyPath,
});

/**
 * A model whose paths are relative to the working directory, no longer to that of its file.
 *
 * @throws SlipwayError `invalid-argument` for a path that is no text.
 */
export function resolvePaths(model: ComposeMap, directory: string): ComposeMap {
  const visit = (value: ComposeValue, path: ModelPath): ComposeValue => {
    const resolve = resolvers.find(path);
    if (resolve === undefined) return mapChildren(value, path, visit);
    if (typeof value === "string") return resolve(directory, value);
    if (resolve === resolveAnyPath) return value;
    throw definitionError(`${path.join(".")}: unexpected type ${goType(value)}`);
  };
  return mapEntries(model, [], visit);
}
