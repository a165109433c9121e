import { dirname } from "node:path";
import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, isMap } from "./compose-value.js";
import { pathFrom } from "./go-paths.js";
import { directoryOf, type LoadedFile, type LoadScope, type ModelFile } from "./load-scope.js";
import { mergeValues } from "./merge-models.js";
import { withoutPaths } from "./model-paths.js";
import { resolvePaths } from "./resolve-paths.js";

type LoadFile = (scope: LoadScope, file: ModelFile, base: ComposeMap, links: boolean) => Promise<LoadedFile>;

/** Services that extend one another in a row. */
const MAX_CHAIN = 1000;

/**
 * The model of a file in which services that extend others have what those have.
 *
 * @param fileName name of the file, for messages.
 * @throws SlipwayError `invalid-argument` for a service or file that is missing, and for a circle.
 */
export async function extendServices(
  scope: LoadScope,
  fileName: string,
  { model, resets }: LoadedFile,
  loadFile: LoadFile,
): Promise<ComposeMap> {
  const services = model.get("services");
  if (services === undefined) return model;
  if (!isMap(services)) throw definitionError("services must be a mapping");
  const extender = new Extender(scope, fileName, resets, loadFile);
  const extended = new Map<string, ComposeValue>();
  for (const name of services.keys()) {
    extended.set(name, await extender.service(name, { services, resets }, []));
  }
  return new Map([...model, ["services", extended]]);
}

/** Services that may name one another, and what their file resets. */
interface ServiceFile {
  readonly services: ComposeMap;
  readonly resets: LoadedFile["resets"];
}

/** A link of a chain of extended services: a service and the file that was named for its base. */
type Link = readonly [service: string, file: string];

class Extender {
  readonly #done = new Map<ComposeMap, Map<string, ComposeValue>>();
  readonly #files = new Map<string, Promise<ServiceFile>>();

  constructor(
    readonly scope: LoadScope,
    readonly fileName: string,
    readonly resets: LoadedFile["resets"],
    readonly loadFile: LoadFile,
  ) {}

  async service(name: string, file: ServiceFile, chain: readonly Link[]): Promise<ComposeValue> {
    const done = this.#done.get(file.services) ?? new Map<string, ComposeValue>();
    this.#done.set(file.services, done);
    const known = done.get(name);
    if (known !== undefined) return known;
    const extended = await this.#extend(name, file, chain);
    done.set(name, extended);
    return extended;
  }

  async #extend(name: string, file: ServiceFile, chain: readonly Link[]): Promise<ComposeValue> {
    const service = file.services.get(name) ?? null;
    if (service === null) return null;
    if (!isMap(service)) throw definitionError(`services.${name} must be a mapping`);
    const extension = service.get("extends");
    if (extension === undefined) return service;
    const { base, from } = extensionOf(name, extension);
    const baseFile = from === undefined ? file : await this.#baseFile(name, from);
    if (!baseFile.services.has(base)) throw this.#missing(name, base, from);
    const link: Link = [name, from ?? this.fileName];
    const extended = await this.service(base, baseFile, extendChain(chain, link));
    if (!isMap(extended)) return service;
    return this.#merge(name, extended, service);
  }

  #merge(name: string, base: ComposeMap, service: ComposeMap): ComposeValue {
    const path = ["services", name];
    const kept = withoutPaths(new Map([["services", new Map([[name, base]])]]), this.resets).get("services");
    const source = (isMap(kept) ? kept.get(name) : undefined) ?? new Map();
    const merged = mergeValues(source, service, path);
    return isMap(merged) ? new Map([...merged].filter(([key]) => key !== "extends")) : merged;
  }

  #missing(name: string, base: string, from: string | undefined) {
    const where = from === undefined ? "" : ` in ${from}`;
    return definitionError(
      `cannot extend service "${name}" in ${this.fileName}: service "${base}" not found${where}`,
    );
  }

  #baseFile(name: string, path: string): Promise<ServiceFile> {
    const known = this.#files.get(path) ?? this.#load(name, path);
    this.#files.set(path, known);
    return known;
  }

  async #load(name: string, path: string): Promise<ServiceFile> {
    const local = pathFrom(this.scope.directory, path);
    const scope = { ...this.scope, directory: dirname(local) };
    const loaded = await this.loadFile(scope, { name: local }, new Map(), false);
    const problem = `cannot extend service "${name}" in ${local}`;
    const section = loaded.model.get("services");
    if (section === undefined) throw definitionError(`${problem}: no services section`);
    if (!isMap(section)) throw definitionError(`${problem}: services must be a mapping`);
    const services = resolvePaths(loaded.model, await directoryOf(this.scope, path)).get("services");
    return { services: isMap(services) ? services : section, resets: loaded.resets };
  }
}

/** The service that another extends, and the file it is in if that is another one. */
function extensionOf(name: string, extension: ComposeValue): { base: string; from?: string } {
  if (typeof extension === "string") return { base: extension };
  if (!isMap(extension)) return { base: "" };
  const base = extension.get("service");
  const from = extension.get("file") ?? null;
  if (typeof base !== "string") throw definitionError(`extends.${name}.service is required`);
  if (from === null) return { base };
  if (typeof from !== "string") throw definitionError(`extends.${name}.file must be a string`);
  return { base, from };
}

function extendChain(chain: readonly Link[], link: Link): readonly Link[] {
  const [service, file] = link;
  const extended = [...chain, link];
  if (chain.length > MAX_CHAIN) throw definitionError(`more than ${MAX_CHAIN} services extend one another`);
  if (!chain.some(([otherService, otherFile]) => otherService === service && otherFile === file))
    return extended;
  const lines = extended.map(([name, from], index) => `  ${index === 0 ? "" : "extends "}${name} in ${from}`);
  throw definitionError(["Circular reference:", ...lines].join("\n"));
}
