import { dirname, isAbsolute } from "node:path";
import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, isMap } from "./compose-value.js";
import { joinPaths, pathFrom } from "./go-paths.js";
import { type IncludeEntry, includeEntries } from "./include-entries.js";
import { includedEnvironment } from "./included-environment.js";
import { directoryOf, type LoadScope, type ModelFile } from "./load-scope.js";
import { mergeValues } from "./merge-models.js";
import { type ModelPath, withoutPaths } from "./model-paths.js";

type LoadModel = (scope: LoadScope, files: readonly ModelFile[]) => Promise<ComposeMap>;

/** Files that include each other in a row; a circle of links would have no end. */
const MAX_DEPTH = 100;

/**
 * The model of a file with the services and secrets of the files that it includes. What the file itself says of them
 * is laid over theirs.
 *
 * @throws SlipwayError `invalid-argument` for a circle and for what is no list of files.
 */
export async function includeFiles(
  scope: LoadScope,
  model: ComposeMap,
  resets: readonly ModelPath[],
  loadModel: LoadModel,
): Promise<ComposeMap> {
  let complete = model;
  for (const entry of includeEntries(model.get("include"))) {
    const { inner, files } = await openEntry(scope, entry);
    const included = await loadModel(inner, files);
    for (const section of ["services", "secrets"]) complete = addSection(complete, section, included, resets);
  }
  return new Map([...complete].filter(([key]) => key !== "include"));
}

async function openEntry(
  scope: LoadScope,
  entry: IncludeEntry,
): Promise<{ inner: LoadScope; files: ModelFile[] }> {
  const paths = entry.paths.map((path) => pathFrom(scope.directory, path));
  const main = paths[0] ?? "";
  const { project, pathsFrom } = await directories(scope, entry, main);
  if (scope.included.includes(main) || scope.included.length > MAX_DEPTH)
    throw includeCycle(scope.included, main);
  const env = await includedEnvironment(scope, entry.envFiles, project);
  return { inner: { ...scope, env, directory: project, pathsFrom }, files: paths.map((name) => ({ name })) };
}

async function directories(scope: LoadScope, entry: IncludeEntry, main: string) {
  const given = entry.projectDirectory;
  if (given === "") return { project: dirname(main), pathsFrom: await directoryOf(scope, main) };
  if (isAbsolute(given)) return { project: given, pathsFrom: given };
  return { project: joinPaths(scope.pathsFrom, given), pathsFrom: await directoryOf(scope, given) };
}

function includeCycle(included: readonly string[], path: string) {
  const [first = "", ...rest] = [...included, path];
  return definitionError(`include cycle detected:\n${first}\n include ${rest.join("\n include ")}`);
}

function addSection(
  model: ComposeMap,
  section: string,
  included: ComposeMap,
  resets: readonly ModelPath[],
): ComposeMap {
  const theirs = included.get(section);
  if (!isMap(theirs)) return model;
  const own = model.get(section) ?? new Map<string, ComposeValue>();
  if (!isMap(own)) throw definitionError(`${section} must be a mapping`);
  const kept = withoutPaths(new Map([[section, theirs]]), resets).get(section);
  const merged = new Map<string, ComposeValue>(own);
  for (const [name, value] of theirs) {
    const conflict = own.get(name);
    const base = isMap(kept) ? (kept.get(name) ?? new Map()) : value;
    merged.set(name, conflict === undefined ? value : mergeValues(base, conflict, [section, name]));
  }
  return new Map([...model, [section, merged]]);
}
