import {
  type AttributeField,
  type AttributeMap,
  attributeFields,
  booleanField,
} from "../../build/attributes/attribute-fields.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "./definition-error.js";
import type { DefinitionJson } from "./definition-json.js";

/** A policy of a target. */
export interface BakePolicy {
  readonly files: readonly string[];
  readonly reset?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly strict?: boolean | undefined;
  /** `panic`, `fatal`, `error`, `warning`, `info`, `debug` or `trace`. */
  readonly logLevel?: string | undefined;
}

const LEVELS = new Set(["panic", "fatal", "error", "warning", "info", "debug", "trace"]);

/**
 * Reads `filename=policy.rego,strict=true`.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`.
 */
export function parsePolicy(text: string): BakePolicy {
  return policyFromFields(attributeFields(text));
}

/**
 * Reads the map form of a definition, whose values come as text; empty ones are passed over.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`.
 */
export function policyFromMap(map: AttributeMap): BakePolicy {
  const entries = Object.entries(map).filter(([, value]) => value !== "");
  return policyFromFields(entries.map(([key, value]) => ({ key, value, field: `${key}=${value}` })));
}

function policyFromFields(fields: readonly AttributeField[]): BakePolicy {
  const files: string[] = [];
  const policy: { -readonly [K in keyof BakePolicy]: BakePolicy[K] } = { files };
  for (const field of fields) {
    const key = field.key.toLowerCase().trim();
    if (key === "filename" && field.value !== "") files.push(field.value);
    else if (key === "reset" || key === "disabled" || key === "strict") policy[key] = booleanField(field);
    else if (key === "log-level") policy.logLevel = logLevel(field);
    else throw definitionError(`invalid value ${field.field}`);
  }
  return policy;
}

function logLevel({ value, field }: AttributeField): string {
  const level = value.toLowerCase() === "warn" ? "warning" : value.toLowerCase();
  if (LEVELS.has(level)) return level;
  throw definitionError(`invalid value ${field}: not a valid logrus Level: ${quoteGo(value)}`);
}

/** What `--print` shows: all fields, with the names of Buildx's own structure. */
export function printPolicy({ files, reset, disabled, strict, logLevel }: BakePolicy): DefinitionJson {
  const file = (name: string) =>
    new Map<string, DefinitionJson>([
      ["Filename", name],
      ["Data", null],
    ]);
  return new Map<string, DefinitionJson>([
    ["Files", files.length === 0 ? null : files.map(file)],
    ["Reset", reset ?? false],
    ["Disabled", disabled ?? false],
    ["Strict", strict ?? null],
    ["LogLevel", logLevel ?? null],
  ]);
}
