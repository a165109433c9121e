import type { Readable } from "node:stream";
import { contextFields } from "../../builder/options/context-options.js";
import { type Fields, fields, flag, having, list, record, text, thing } from "../../util/options/index.js";
import type { BakeDefinition } from "../targets/target.js";
import type { DefinitionOptions } from "./load-definitions.js";
import type { TargetSelection } from "./prepare-targets.js";

/** Options of readDefinitions: which files, which targets of them, and what is changed in those. */
export interface BakeReadOptions extends DefinitionOptions, TargetSelection {}

const texts = list(text);

/** The fields of {@link BakeReadOptions}, described. */
export const readFields: Fields<BakeReadOptions> = {
  ...contextFields,
  files: texts,
  source: text,
  commandContext: text,
  vars: record(text, "an object of strings by name"),
  cwd: text,
  stdin: having<Readable>("a stream to read from", "on", "pipe"),
  builder: text,
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
