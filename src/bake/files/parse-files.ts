import { readFile } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { definitionError } from "../attributes/definition-error.js";
import { type Body, HclError, parseHcl, parseHclJson } from "../hcl/index.js";
import type { BakeVariable } from "../resolve/resolve-definitions.js";
import { mergeTargets } from "../targets/merge-targets.js";
import type { BakeDefinition, BakeGroup } from "../targets/target.js";
import { DefinitionError } from "./definition-error.js";
import type { DefinitionFile } from "./read-local-files.js";
import {
  mergePlaces,
  type PlacedTarget,
  placedBlock,
  placedService,
  withRelativePaths,
} from "./relative-contexts.js";

/** What definitions are evaluated with. */
export interface ParseOptions {
  readonly cwd: string;
  /** The environment that variables are looked up in; undefined where it must not be. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** Variables that are set by hand. */
  readonly vars: Readonly<Record<string, string>>;
  /** Names that Bake gives a value to. */
  readonly builtins: ReadonlyMap<string, string>;
  /** Contexts are relative to the files that set them. */
  readonly relativePaths: boolean;
  /** Told what a user should know. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** What all definitions together say; nothing is inherited yet. */
export interface ParsedDefinitions extends BakeDefinition {
  /** Of HCL and JSON files. */
  readonly variables: readonly BakeVariable[];
}

/**
 * Evaluates definitions: Compose files first, laid over one another, then HCL and JSON as one file over that.
 *
 * @throws SlipwayError `invalid-argument`; DefinitionError for a mistake in HCL or JSON.
 */
export async function parseFiles(
  files: readonly DefinitionFile[],
  options: ParseOptions,
): Promise<ParsedDefinitions> {
  try {
    const composeFiles: DefinitionFile[] = [];
    const bodies: { file: DefinitionFile; body: Body }[] = [];
    const compose = new ComposeSetting(options);
    for (const file of files) {
      const body = await bodyOf(file, compose);
      if (body === undefined) composeFiles.push(file);
      else bodies.push({ file, body });
    }
    const services = composeFiles.length === 0 ? nothing : await readServices(composeFiles, compose);
    return await withBodies(services, bodies, options);
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    throw new DefinitionError(error, new Map(files.map((file) => [sourceName(file), file.text])));
  }
}

interface Placed {
  readonly groups: readonly BakeGroup[];
  readonly places: readonly PlacedTarget[];
}

const nothing: Placed = { groups: [], places: [] };

/** What Compose files are read with, loaded with the first of them. */
class ComposeSetting {
  readonly #options: ParseOptions;
  #loaded: ReturnType<ComposeSetting["load"]> | undefined;

  constructor(options: ParseOptions) {
    this.#options = options;
  }

  get warn() {
    return this.#options.warn;
  }

  get() {
    this.#loaded ??= this.load();
    return this.#loaded;
  }

  async load() {
    const { cwd, env, vars } = this.#options;
    const [targets, { composeEnvironment }, { localComposeFiles }] = await Promise.all([
      import("../compose/compose-targets.js"),
      import("../compose/environment.js"),
      import("../compose/compose-files.js"),
    ]);
    const dotenv = await readFile(resolvePath(cwd, ".env"), "utf8").catch(() => undefined);
    const environment = () => composeEnvironment({ processEnv: env, dotenv, vars });
    return { ...targets, settings: () => ({ env: environment(), files: localComposeFiles(cwd) }) };
  }
}

/** What messages call a file: places in what a program exports are not places in the program. */
function sourceName({ name, isModule }: DefinitionFile): string {
  return isModule === true ? `${name} as JSON` : name;
}

/** A file as HCL or JSON; undefined for a Compose file. */
async function bodyOf(file: DefinitionFile, compose: ComposeSetting): Promise<Body | undefined> {
  const { name, text } = file;
  if (name.endsWith(".json") || file.isModule) return parseHclJson(text, sourceName(file));
  if (name.endsWith(".hcl")) return parseHcl(text, name);
  const reason = await composeProblem(file, compose);
  if (reason === undefined) return undefined;
  try {
    return parseHcl(text, `${name}.hcl`);
  } catch (asHcl) {
    try {
      return parseHclJson(text, `${name}.json`);
    } catch {
      throw definitionError(
        `failed to parse ${name}: parsing yaml: ${reason.message}, parsing hcl: ${SlipwayError.from(asHcl).message}`,
        asHcl,
      );
    }
  }
}

/** Why a file is no Compose file; undefined for one. What has the name of one must be one. */
async function composeProblem(
  file: DefinitionFile,
  compose: ComposeSetting,
): Promise<SlipwayError | undefined> {
  const isNamedSo = /\.ya?ml$/i.test(file.name);
  if (!isNamedSo && isOtherJson(file.text)) return definitionError("empty compose file");
  const { checkCompose, settings } = await compose.get();
  let environment: ReturnType<typeof settings>;
  try {
    environment = settings();
  } catch (error) {
    return SlipwayError.from(error);
  }
  try {
    await checkCompose(file, environment);
    return undefined;
  } catch (error) {
    if (isNamedSo) throw error;
    return SlipwayError.from(error);
  }
}

/** A short cut for what Compose itself and others hand over: JSON without any section of a Compose file. */
function isOtherJson(text: string): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  const json = parseJson(text);
  const sections = ["services", "secrets", "include", "name"];
  return json !== undefined && sections.every((section) => fieldOf(json, section) === undefined);
}

async function readServices(files: readonly DefinitionFile[], compose: ComposeSetting): Promise<Placed> {
  const { composeTargets, settings } = await compose.get();
  const { groups, targets } = await composeTargets(files, { ...settings(), warn: compose.warn });
  const [first] = files;
  return {
    groups: groups.map((group) => ({ ...group, targets: [...new Set(group.targets)], unset: true })),
    places: laidOver(
      [],
      targets.map((target) => placedService(target, first?.name ?? "")),
    ),
  };
}

/** Later definitions of a name laid over earlier ones. */
function laidOver(base: readonly PlacedTarget[], over: readonly PlacedTarget[]): PlacedTarget[] {
  const byName = new Map(base.map((place) => [place.target.name, place]));
  for (const place of over) {
    const { name } = place.target;
    const known = byName.get(name);
    const merged = known && mergePlaces(known, place, mergeTargets(known.target, place.target));
    byName.set(name, merged ?? place);
  }
  return [...byName.values()];
}

async function withBodies(
  services: Placed,
  bodies: readonly { readonly file: DefinitionFile; readonly body: Body }[],
  options: ParseOptions,
): Promise<ParsedDefinitions> {
  const finish = ({ places }: Placed) =>
    options.relativePaths ? withRelativePaths(places) : places.map(({ target }) => target);
  if (bodies.length === 0) return { groups: services.groups, targets: finish(services), variables: [] };
  const [{ resolveDefinitions }, { mergeBodies, standardFunctions }] = await Promise.all([
    import("../resolve/resolve-definitions.js"),
    import("../hcl/index.js"),
  ]);
  const resolved = resolveDefinitions(mergeBodies(bodies.map(({ body }) => body)), {
    builtins: options.builtins,
    lookup: (name) => (Object.hasOwn(options.vars, name) ? options.vars[name] : options.env?.[name]),
    functions: await standardFunctions(bodies.map(({ file }) => file.text)),
  });
  for (const warning of resolved.warnings) options.warn?.(warning);
  const groups = new Map(services.groups.map((group) => [group.name, group]));
  for (const { value } of resolved.groups) groups.set(value.name, value);
  const places = laidOver(
    services.places,
    resolved.targets.map(({ value, block }) => placedBlock(value, block)),
  );
  return {
    groups: [...groups.values(), ...resolved.matrixGroups].map((group) => ({
      ...group,
      targets: [...new Set(group.targets)],
    })),
    targets: finish({ groups: [], places }),
    variables: resolved.variables,
  };
}
