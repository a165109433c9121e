import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";
import { canonicalModel } from "./canonical-model.js";
import { castExternal } from "./cast-external.js";
import { type ComposeMap, type ComposeValue, isMap } from "./compose-value.js";
import { extendServices } from "./extend-services.js";
import { includeFiles } from "./include-files.js";
import { interpolate } from "./interpolate.js";
import type { LoadedFile, LoadScope, ModelFile } from "./load-scope.js";
import { mergeModels } from "./merge-models.js";
import { withoutPaths } from "./model-paths.js";
import { resolvePaths } from "./resolve-paths.js";
import { uniqueEntries } from "./unique-entries.js";
import type { ComposeDocument } from "./yaml-documents.js";

/** The parts of a model and of a service that bake needs. */
const SECTIONS = new Set(["name", "include", "services", "secrets"]);
const SERVICE_KEYS = new Set(["image", "build", "environment", "env_file", "extends"]);

/**
 * Loads files one over the other, with what they include and extend, into one model whose paths are resolved.
 *
 * @throws SlipwayError `invalid-argument` in compose-go's words; `not-found` and others for files.
 */
export async function loadModel(scope: LoadScope, files: readonly ModelFile[]): Promise<ComposeMap> {
  let model: ComposeMap = new Map();
  for (const file of files) model = (await loadFile(scope, file, model, true)).model;
  return resolvePaths(withDefaults(model), scope.pathsFrom);
}

/**
 * Lays a file over a model.
 *
 * @param links false leaves `include` and `extends` as they are.
 */
export async function loadFile(
  scope: LoadScope,
  file: ModelFile,
  base: ComposeMap,
  links: boolean,
): Promise<LoadedFile> {
  let loaded: LoadedFile = { model: base, resets: [] };
  for (const { value, resets } of await documentsOf(scope, file)) {
    if (!isMap(value)) throw definitionError("top-level object must be a mapping");
    const own = castExternal(interpolate(value, scope.session.lookup(scope.env)));
    const document = { file, resets, model: relevantParts(own) };
    loaded = { resets, model: await addDocument(scope, document, loaded.model, links) };
  }
  return loaded;
}

interface LoadedDocument extends LoadedFile {
  readonly file: ModelFile;
}

async function addDocument(
  scope: LoadScope,
  { file, model, resets }: LoadedDocument,
  base: ComposeMap,
  links: boolean,
): Promise<ComposeMap> {
  const { name } = file;
  const inner = { ...scope, included: [...scope.included, name] };
  const complete = links ? await includeFiles(inner, model, resets, loadModel) : model;
  const kept = withoutPaths(base, resets);
  const extended = links
    ? await extendServices(scope, name, { model: complete, resets }, loadFile)
    : complete;
  return uniqueEntries(canonicalModel(uniqueEntries(mergeModels(kept, extended))));
}

async function documentsOf({ session }: LoadScope, file: ModelFile): Promise<ComposeDocument[]> {
  const text = file.text ?? (await session.readText(file.name));
  try {
    return await session.documents(text);
  } catch (cause) {
    const error = SlipwayError.from(cause);
    if (error.details.parsed) throw error;
    throw definitionError(`failed to parse ${file.name}: ${error.message}`, cause);
  }
}

function relevantParts(model: ComposeMap): ComposeMap {
  const sections = [...model].filter(([key]) => SECTIONS.has(key));
  return new Map(sections.map(([key, value]) => [key, key === "services" ? relevantServices(value) : value]));
}

function relevantServices(services: ComposeValue): ComposeValue {
  if (!isMap(services)) return services;
  const relevant = (service: ComposeValue) =>
    isMap(service) ? new Map([...service].filter(([key]) => SERVICE_KEYS.has(key))) : service;
  return new Map([...services].map(([name, service]) => [name, relevant(service)]));
}

/** A build without a context is that of the file's directory. */
function withDefaults(model: ComposeMap): ComposeMap {
  const services = model.get("services");
  if (!isMap(services)) return model;
  const complete = (service: ComposeValue): ComposeValue => {
    const build = isMap(service) ? service.get("build") : undefined;
    if (!isMap(service) || !isMap(build)) return service;
    return new Map([...service, ["build", new Map([["context", "."], ...build])]]);
  };
  return new Map([
    ...model,
    ["services", new Map([...services].map(([name, item]) => [name, complete(item)]))],
  ]);
}
