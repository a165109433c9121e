import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, goText, goType, isList, isMap } from "./compose-value.js";
import { type ModelPath, mapChildren, mapEntries, PathTable } from "./model-paths.js";

type Transform = (value: ComposeValue, path: ModelPath) => ComposeValue;

const transforms = new PathTable<Transform>({
  "services.*.build": canonicalBuild,
  "services.*.build.secrets.*": canonicalMount,
  "services.*.build.provenance": text,
  "services.*.build.sbom": text,
  "services.*.build.additional_contexts": canonicalContexts,
  "services.*.build.ssh": canonicalSsh,
  "services.*.build.ulimits.*": canonicalUlimit,
  "services.*.env_file": canonicalEnvFiles,
  "services.*.extends": canonicalExtends,
  "secrets.*": canonicalSecret,
});

/**
 * A model in which what may be written in several ways has one form.
 *
 * @throws SlipwayError `invalid-argument` that names the path: `services.a.build: invalid type int for build`.
 */
export function canonicalModel(model: ComposeMap): ComposeMap {
  return mapEntries(model, [], visit);
}

function visit(value: ComposeValue, path: ModelPath): ComposeValue {
  const transform = transforms.find(path);
  return transform === undefined ? mapChildren(value, path, visit) : transform(value, path);
}

function wrongType(value: ComposeValue, path: ModelPath, what: string) {
  return definitionError(
    `${path.join(".")}: invalid type ${goType(value)}${what === "" ? "" : ` for ${what}`}`,
  );
}

function canonicalBuild(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value)) return mapEntries(value, path, visit);
  if (typeof value === "string") return new Map([["context", value]]);
  throw wrongType(value, path, "build");
}

function canonicalMount(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value)) return value;
  if (typeof value === "string") return new Map([["source", value]]);
  throw definitionError(`${path.join(".")}: unsupported type ${goType(value)}`);
}

function text(value: ComposeValue): ComposeValue {
  return goText(value);
}

function canonicalContexts(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value)) return value;
  if (!isList(value)) throw wrongType(value, path, "");
  return new Map(
    value.map((entry) => {
      const pair = goText(entry);
      const equals = pair.indexOf("=");
      if (equals === -1)
        throw definitionError(`${path.join(".")}: invalid value ${pair}, expected key=value`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function canonicalSsh(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value)) return value;
  if (!isList(value)) throw wrongType(value, path, "ssh");
  return new Map<string, ComposeValue>(
    value.map((entry) => {
      if (typeof entry !== "string") throw definitionError(`invalid ssh key type ${goType(entry)}`);
      const equals = entry.indexOf("=");
      if (equals !== -1) return [entry.slice(0, equals), entry.slice(equals + 1)];
      if (entry !== "default") throw definitionError(`invalid ssh key "${entry}"`);
      return [entry, null];
    }),
  );
}

function canonicalUlimit(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value) || typeof value === "bigint") return value;
  throw wrongType(value, path, "external");
}

function canonicalEnvFiles(value: ComposeValue, path: ModelPath): ComposeValue {
  if (typeof value === "string") return [canonicalEnvFile(value)];
  if (isList(value)) return value.map(canonicalEnvFile);
  throw wrongType(value, path, "env_file");
}

function canonicalEnvFile(value: ComposeValue): ComposeValue {
  if (typeof value === "string") {
    return new Map<string, ComposeValue>([
      ["path", value],
      ["required", true],
    ]);
  }
  return isMap(value) ? new Map([["required", true], ...value]) : null;
}

function canonicalExtends(value: ComposeValue, path: ModelPath): ComposeValue {
  if (isMap(value)) return value;
  if (typeof value === "string") return new Map([["service", value]]);
  throw wrongType(value, path, "extends");
}

/** The deprecated `external: {name: …}` becomes `external: true` and a name. */
function canonicalSecret(value: ComposeValue, path: ModelPath): ComposeValue {
  if (value === null) return null;
  if (!isMap(value)) throw definitionError(`${path.join(".")} must be a mapping`);
  const external = value.get("external");
  if (!isMap(external)) return value;
  const name = external.get("name");
  const given = value.get("name");
  if (name !== undefined && given !== undefined && given !== name) {
    throw definitionError(`${path.join(".")}: name and external.name conflict; only use name`);
  }
  const named = given ?? name;
  return new Map([...value, ["external", true], ...(named === undefined ? [] : [["name", named] as const])]);
}
