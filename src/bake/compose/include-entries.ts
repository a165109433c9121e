import { definitionError } from "../attributes/definition-error.js";
import { type ComposeValue, goText, goType, isList, isMap } from "./compose-value.js";
import { decodeError } from "./decode-error.js";

/** An entry of `include`. */
export interface IncludeEntry {
  /** The file, and those that are laid over it. */
  readonly paths: readonly string[];
  /** Empty where the directory of the file is meant. */
  readonly projectDirectory: string;
  readonly envFiles: readonly string[];
}

/**
 * Reads `include` in its short and long form.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function includeEntries(value: ComposeValue | undefined): IncludeEntry[] {
  if (value === undefined || value === null) return [];
  if (!isList(value)) throw definitionError(`\`include\` must be a list, got ${goText(value)}`);
  return value.map((entry, index) => {
    if (typeof entry === "string") return { paths: [entry], projectDirectory: "", envFiles: [] };
    if (!isMap(entry)) throw decodeError(`[${index}]`, `expected a map or struct, got "${goType(entry)}"`);
    const directory = entry.get("project_directory") ?? "";
    if (typeof directory !== "string") throw unconvertible(`[${index}].project_directory`, directory);
    return {
      paths: texts(entry.get("path"), `[${index}].path`),
      projectDirectory: directory,
      envFiles: texts(entry.get("env_file"), `[${index}].env_file`),
    };
  });
}

function texts(value: ComposeValue | undefined, path: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const list = isList(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === "string") return item;
    throw decodeError(path, `invalid type ${goType(value)} for string list`);
  });
}

function unconvertible(path: string, value: ComposeValue) {
  return decodeError(path, `expected type 'string', got unconvertible type '${goType(value)}'`);
}
