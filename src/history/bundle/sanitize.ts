import { stringifyLikeGo } from "../../util/go-json.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { jsonObjects } from "../trace/json-objects.js";

/** Attributes of cache imports that say where the cache is; the others may be secrets. */
const CACHE_ATTRIBUTES = ["scope", "ref"];

const ASSIGNED = /(ghtoken|token|access_key_id|secret_access_key|session_token)=[^ ,]+/gi;
const GITHUB_TOKEN = /(?:ghu|ghs)_[A-Za-z0-9]{36}|github_pat_\w{82}/g;

/** A build's attributes without the credentials of its cache imports; what cannot be read of these is emptied. */
export function sanitizeAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const { "cache-imports": imports } = attributes;
  if (imports === undefined) return { ...attributes };
  return { ...attributes, "cache-imports": sanitizeCacheImports(imports) };
}

function sanitizeCacheImports(value: string): string {
  const list = parseJson(value);
  if (!Array.isArray(list)) return "";
  return stringifyLikeGo(
    list.map((entry: unknown) => {
      const [type, attributes] = [fieldOf(entry, "Type"), fieldOf(entry, "Attrs")];
      const all = Object.entries(typeof attributes === "object" && attributes !== null ? attributes : {});
      const kept = all.filter(([name, text]) => CACHE_ATTRIBUTES.includes(name) && typeof text === "string");
      return { Type: typeof type === "string" ? type : "", Attrs: Object.fromEntries(kept.sort()) };
    }),
  );
}

/** A text with what looks like a token masked, as commands in a trace may have them. */
export function sanitizeText(text: string): string {
  return text.replace(ASSIGNED, "$1=xxxxx").replace(GITHUB_TOKEN, "xxxxx");
}

/** A stored trace with tokens masked in the texts of its spans' attributes; spans that are no JSON are left out. */
export function sanitizeTrace(blob: Uint8Array): Uint8Array {
  const spans = [...jsonObjects(blob)].flatMap((text) => {
    const span = parseJson(Buffer.from(text).toString("utf8"));
    return typeof span === "object" && span !== null ? [sanitizeSpan(span)] : [];
  });
  return Buffer.from(spans.map((span) => `${stringifyLikeGo(span, 2)}\n`).join(""));
}

function sanitizeSpan(span: object): object {
  // The same again under an older name is what stays.
  const { InstrumentationScope: scope, ...rest } = span as Record<string, unknown>;
  const library = rest.InstrumentationLibrary ?? scope;
  const attributes = Array.isArray(rest.Attributes)
    ? { Attributes: rest.Attributes.map(sanitizeAttribute) }
    : {};
  return { ...rest, ...attributes, ...(library === undefined ? {} : { InstrumentationLibrary: library }) };
}

function sanitizeAttribute(attribute: unknown): unknown {
  const holder = fieldOf(attribute, "Value");
  const value = fieldOf(holder, "Value");
  if (fieldOf(holder, "Type") !== "STRING" || typeof value !== "string") return attribute;
  return { Key: fieldOf(attribute, "Key"), Value: { Type: "STRING", Value: sanitizeText(value) } };
}
