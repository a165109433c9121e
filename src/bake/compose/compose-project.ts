import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";
import type { ComposeFiles } from "./compose-files.js";
import { type ComposeMap, type ComposeValue, goText, isMap } from "./compose-value.js";
import { type ComposeBuild, decodeBuild } from "./decode-build.js";
import { assignmentsOf, flagOf, textOf } from "./decode-values.js";
import { loadModel } from "./load-model.js";
import { LoadSession, type ModelFile } from "./load-scope.js";
import { composeSchema } from "./schema.js";
import { type EnvFile, serviceEnvironment } from "./service-environment.js";
import { substitute } from "./substitute.js";
import { validateModel } from "./validate-model.js";

/** What Compose files are read with. */
export interface ComposeOptions {
  /** Variables, see `composeEnvironment`. */
  readonly env: ReadonlyMap<string, string>;
  /** Where files that Compose files name are read. */
  readonly files: ComposeFiles;
  /** Told what a user should know, such as a variable that is not set. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** A service, as far as bake needs it. */
export interface ComposeService {
  readonly name: string;
  readonly image: string;
  readonly build?: ComposeBuild | undefined;
  /** Null is a variable without a value. */
  readonly environment: ReadonlyMap<string, string | null>;
}

/** A secret of the project. */
export interface ComposeSecret {
  readonly name: string;
  readonly file: string;
  readonly environment: string;
  readonly external: boolean;
}

/** What Compose files say, in their final form. */
export interface ComposeProject {
  readonly services: readonly ComposeService[];
  readonly secrets: ReadonlyMap<string, ComposeSecret>;
  readonly env: ReadonlyMap<string, string>;
}

/**
 * Loads files over one another.
 *
 * @throws SlipwayError `invalid-argument` in compose-go's words.
 */
export async function loadProject(
  files: readonly ModelFile[],
  options: ComposeOptions,
): Promise<ComposeProject> {
  const session = new LoadSession(options.files, options.warn ?? (() => {}));
  const env = new Map(options.env).set(
    "COMPOSE_PROJECT_NAME",
    await projectName(session, files, options.env),
  );
  const scope = { session, env, directory: "", pathsFrom: "", included: [] };
  const sections = new Map(
    [...(await loadModel(scope, files))].filter(([key]) => key === "services" || key === "secrets"),
  );
  if (sections.size === 0) throw definitionError("empty compose file");
  const model = withoutForeignServices(sections);
  validateModel(model, composeSchema);
  const services: ComposeService[] = [];
  for (const [name, service] of entriesOf(model.get("services"))) {
    services.push({
      ...decodeService(name, service),
      environment: await serviceEnvironment(scope, environmentOf(name, service)),
    });
  }
  const secrets = new Map(
    entriesOf(model.get("secrets")).map(([name, secret]) => [name, decodeSecret(secret)]),
  );
  return { services, secrets, env };
}

/** The name that the last file gives, else the variable `COMPOSE_PROJECT_NAME`, else `bake`. */
async function projectName(
  session: LoadSession,
  files: readonly ModelFile[],
  env: ReadonlyMap<string, string>,
): Promise<string> {
  let name = "";
  for (const { text = "" } of files) {
    for (const { value } of await documentsOrNone(session, text)) {
      const given = isMap(value) ? value.get("name") : undefined;
      if (given !== undefined && given !== null && !isMap(given)) name = goText(given) || name;
    }
  }
  try {
    return substitute(name, session.lookup(env)) || env.get("COMPOSE_PROJECT_NAME") || "bake";
  } catch (cause) {
    throw definitionError(`error while interpolating name: ${SlipwayError.from(cause).message}`, cause);
  }
}

/** A file that cannot be read is reported when it is loaded. */
async function documentsOrNone(session: LoadSession, text: string) {
  try {
    return await session.documents(text);
  } catch {
    return [];
  }
}

/** A service without content has no keys, and what is no service at all is passed over. */
function withoutForeignServices(model: ComposeMap): ComposeMap {
  const services = model.get("services");
  if (!isMap(services)) return model;
  const kept = [...services].filter(([, service]) => isMap(service) || service === null);
  return new Map([
    ...model,
    ["services", new Map(kept.map(([name, service]) => [name, service ?? new Map()]))],
  ]);
}

/** In the order of names, because the order of a mapping has no meaning. */
function entriesOf(section: ComposeValue | undefined): [string, ComposeMap][] {
  if (!isMap(section)) return [];
  const entries = [...section].map(([name, value]): [string, ComposeMap] => [
    name,
    isMap(value) ? value : new Map(),
  ]);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function decodeService(name: string, service: ComposeMap): Omit<ComposeService, "environment"> {
  const build = service.get("build");
  const path = `services[${name}].build`;
  return {
    name,
    image: textOf(service, "image"),
    build: isMap(build) ? decodeBuild(build, path) : undefined,
  };
}

function environmentOf(name: string, service: ComposeMap) {
  const envFiles = service.get("env_file");
  const files = Array.isArray(envFiles) ? (envFiles as readonly ComposeValue[]).filter(isMap) : [];
  return {
    variables: assignmentsOf(service, "environment", `services[${name}]`),
    files: files.map(
      (file, index): EnvFile => ({
        path: textOf(file, "path"),
        format: textOf(file, "format"),
        required: flagOf(file, "required", `services[${name}].env_file[${index}]`),
      }),
    ),
  };
}

function decodeSecret(secret: ComposeMap): ComposeSecret {
  return {
    name: textOf(secret, "name"),
    file: textOf(secret, "file"),
    environment: textOf(secret, "environment"),
    external: secret.get("external") === true,
  };
}
