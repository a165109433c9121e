import type { Readable } from "node:stream";
import { contextFields } from "../../builder/options/context-options.js";
import {
  called,
  type Fields,
  fields,
  flag,
  having,
  list,
  record,
  text,
  thing,
} from "../../util/options/index.js";
import type { DefinitionOptions } from "../read/load-definitions.js";
import type { BakeReadOptions } from "../read/read-definitions.js";
import type { BakeOptions } from "../run/perform-bake.js";
import type { BakeDefinition } from "../targets/target.js";

const texts = list(text);

const definitionFields: Fields<DefinitionOptions> = {
  ...contextFields,
  files: texts,
  source: text,
  commandContext: text,
  vars: record(text, "an object of strings by name"),
  cwd: text,
  stdin: having<Readable>("a stream to read from", "on", "pipe"),
  builder: text,
};

const readFields: Fields<BakeReadOptions> = {
  ...definitionFields,
  targets: texts,
  set: texts,
  push: flag,
  load: flag,
  call: text,
  noCache: flag,
  pull: flag,
  sbom: text,
  provenance: text,
  policy: texts,
};

/** {@link BakeReadOptions}, described. */
export const bakeReadOptions = fields<BakeReadOptions>(readFields);

/** {@link BakeOptions}, described. */
export const bakeOptions = fields<BakeOptions>({
  ...readFields,
  allow: texts,
  onPrivileges: called<NonNullable<BakeOptions["onPrivileges"]>>(),
  metadataFile: text,
  stdout: having<NodeJS.WritableStream>("a stream to write to", "write"),
  credentials: called<NonNullable<BakeOptions["credentials"]>>(),
  onBuilder: called<NonNullable<BakeOptions["onBuilder"]>>(),
  onDefinition: called<NonNullable<BakeOptions["onDefinition"]>>(),
});

/** A definition as it is printed: of its groups and targets each has a name. */
export const wholeDefinition = thing<BakeDefinition>(
  "a definition with lists of groups and targets, each with a name",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    isNamed(Reflect.get(value, "groups")) &&
    isNamed(Reflect.get(value, "targets")),
);

function isNamed(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((item: unknown) => item instanceof Object && typeof Reflect.get(item, "name") === "string")
  );
}
