import { called, fields, having, list, text } from "../../util/options/index.js";
import { readFields } from "../read/read-options.js";
import type { BakeOptions } from "./perform-bake.js";

/** {@link BakeOptions}, described. */
export const bakeOptions = fields<BakeOptions>({
  ...readFields,
  allow: list(text),
  onPrivileges: called<NonNullable<BakeOptions["onPrivileges"]>>(),
  metadataFile: text,
  stdout: having<NodeJS.WritableStream>("a stream to write to", "write"),
  credentials: called<NonNullable<BakeOptions["credentials"]>>(),
  onBuilder: called<NonNullable<BakeOptions["onBuilder"]>>(),
  onDefinition: called<NonNullable<BakeOptions["onDefinition"]>>(),
  onRef: called<NonNullable<BakeOptions["onRef"]>>(),
});
