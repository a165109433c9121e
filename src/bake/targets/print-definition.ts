import { printAttest } from "../attributes/attest.js";
import { printCache } from "../attributes/cache.js";
import { type DefinitionJson, definitionJsonText, sortedByName } from "../attributes/definition-json.js";
import { printOutput } from "../attributes/output.js";
import { printPolicy } from "../attributes/policy.js";
import { printResources } from "../attributes/resources.js";
import { printSecret } from "../attributes/secret.js";
import { printSsh } from "../attributes/ssh.js";
import type { BakeDefinition, BakeGroup, BakeTarget, OptionalTextMap } from "./target.js";

/** What `bake --print` writes for groups and resolved targets, without the last line break. */
export function printDefinition({ groups, targets }: BakeDefinition): string {
  const group = byName(groups, printGroup);
  return definitionJsonText(
    new Map([
      ...(group.size > 0 ? [["group", group] as const] : []),
      ["target", byName(targets, printTarget)] as const,
    ]),
  );
}

/** What a frontend answered about a target, under the name of what was asked. */
export interface CallAnswer {
  readonly name: string;
  /** JSON values. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Definitions with what frontends answered about their targets: a `--call` of bake with `format=json`. */
export function printAnswers(
  { groups, targets }: BakeDefinition,
  answers: ReadonlyMap<string, CallAnswer>,
): string {
  const group = byName(groups, printGroup);
  const target = byName(targets, (item) => {
    const answer = answers.get(item.name);
    return new Map([
      ["build", printTarget(item)],
      ...(answer === undefined ? [] : [[answer.name, sortedFields(answer.fields)] as const]),
    ]);
  });
  return definitionJsonText(
    new Map([...(group.size > 0 ? [["group", group] as const] : []), ["target", target] as const]),
  );
}

function sortedFields(fields: Readonly<Record<string, unknown>>): DefinitionJson {
  return new Map(sortedByName(Object.entries(fields).map(([key, value]) => [key, asDefinitionJson(value)])));
}

function asDefinitionJson(value: unknown): DefinitionJson {
  if (Array.isArray(value)) return value.map(asDefinitionJson);
  if (typeof value !== "object" || value === null) return value as DefinitionJson;
  return new Map(Object.entries(value).map(([key, item]) => [key, asDefinitionJson(item)]));
}

function byName<T extends { readonly name: string }>(
  items: readonly T[],
  print: (item: T) => DefinitionJson,
) {
  return new Map(sortedByName(items.map((item) => [item.name, print(item)] as const)));
}

function printGroup({ description, targets, unset }: BakeGroup): DefinitionJson {
  return new Map<string, DefinitionJson>([
    ...(description ? [["description", description] as const] : []),
    ["targets", unset && targets.length === 0 ? null : targets],
  ]);
}

type Attribute = Exclude<keyof BakeTarget, "name" | "defaultContext">;

type Printers = {
  readonly [K in Attribute]: (value: NonNullable<BakeTarget[K]>) => DefinitionJson | undefined;
};

/** In the order of the output. */
const printers: Printers = {
  description: (text) => text || undefined,
  inherits: list,
  annotations: (values) => list(values.map(escapeTemplate)),
  attest: (values) => list(values.map((value) => sorted(printAttest(value)))),
  context: (text) => text,
  contexts: (map) => filled(sorted(map)),
  dockerfile: (text) => text,
  "dockerfile-inline": escapeTemplate,
  args: escapedMap,
  labels: escapedMap,
  tags: list,
  "cache-from": (values) => list(values.map((value) => sorted(printCache(value)))),
  "cache-to": (values) => list(values.map((value) => sorted(printCache(value)))),
  target: (text) => text,
  secret: (values) => list(values.map((value) => new Map(Object.entries(printSecret(value))))),
  ssh: (values) => list(values.map((value) => new Map(Object.entries(printSsh(value))))),
  platforms: list,
  output: (values) => list(values.map((value) => sorted(printOutput(value)))),
  pull: (flag) => flag,
  "no-cache": (flag) => flag,
  network: (text) => text,
  "no-cache-filter": list,
  "shm-size": (text) => text,
  ulimits: list,
  resources: printResources,
  call: (text) => text,
  entitlements: list,
  "extra-hosts": escapedMap,
  policy: (values) => list(values.map(printPolicy)),
};

/** A target as JSON: what it sets, in the order of its attributes. */
export function printTarget(target: BakeTarget): DefinitionJson {
  const fields = new Map<string, DefinitionJson>();
  for (const name of Object.keys(printers) as Attribute[]) {
    const printed = printAttribute(target, name);
    if (printed !== undefined) fields.set(name, printed);
  }
  return fields;
}

function printAttribute<K extends Attribute>(target: BakeTarget, name: K): DefinitionJson | undefined {
  const value = target[name];
  return value === undefined ? undefined : printers[name](value as NonNullable<BakeTarget[K]>);
}

function list(values: readonly DefinitionJson[]): DefinitionJson | undefined {
  return values.length === 0 ? undefined : values;
}

function filled(map: ReadonlyMap<string, DefinitionJson>): DefinitionJson | undefined {
  return map.size === 0 ? undefined : map;
}

function sorted(record: Readonly<Record<string, DefinitionJson>>): ReadonlyMap<string, DefinitionJson> {
  return new Map(sortedByName(Object.entries(record)));
}

function escapedMap(map: OptionalTextMap): DefinitionJson | undefined {
  const escaped = Object.entries(map).map(([name, value]) => [name, value && escapeTemplate(value)] as const);
  return filled(new Map(sortedByName(escaped)));
}

/** What is printed is read as a definition again, in which `${` and `%{` would start a template. */
function escapeTemplate(text: string): string {
  return text.replaceAll("${", "$$${").replaceAll("%{", "%%{");
}
