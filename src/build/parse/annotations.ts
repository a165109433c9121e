import { SlipwayError } from "../../errors/index.js";
import { formatPlatform, normalizePlatform, parsePlatform } from "../../oci/platform.js";

const PREFIX = "parse annotations: ";
const TYPES = new Set(["", "index", "index-descriptor", "manifest", "manifest-descriptor"]);

/** The `TYPE[PLATFORM],TYPE…:` head of an annotation, when it has one. */
const HEAD = /^((?:[a-z-]+(?:\[[A-Za-z0-9_/-]*\])?)(?:,[a-z-]+(?:\[[A-Za-z0-9_/-]*\])?)*):(.*)$/s;
const TYPE = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/;

/**
 * Reads `--annotation` values into exporter attributes; empty ones are passed over.
 *
 * @throws SlipwayError `invalid-argument`, prefixed `parse annotations: `.
 */
export function parseAnnotations(values: readonly string[]): Record<string, string> {
  const attrs: Record<string, string> = {};
  for (const value of values.filter((text) => text !== "")) {
    for (const [key, text] of parseAnnotation(value)) attrs[key] = text;
  }
  return attrs;
}

function fail(problem: string): never {
  throw new SlipwayError("invalid-argument", `${PREFIX}${problem}`);
}

function parseAnnotation(value: string): [key: string, text: string][] {
  const equals = value.indexOf("=");
  if (equals === -1) fail(`invalid annotation "${value}", expected key=value`);
  const left = value.slice(0, equals);
  const text = value.slice(equals + 1);
  const head = HEAD.exec(left);
  if (head === null) return [[`annotation.${left}`, text]];
  const [, types = "", key = ""] = head;
  return types.split(",").map((type) => [attributeName(type, key), text]);
}

function attributeName(text: string, key: string): string {
  const match = TYPE.exec(text);
  if (match === null) {
    fail(`invalid annotation type "${text}", expected type and optional platform in square brackets`);
  }
  const [, type = "", platform] = match;
  if (!TYPES.has(type)) fail(`unknown annotation type "${type}"`);
  const perPlatform = platform !== undefined && type.startsWith("manifest");
  const suffix = perPlatform ? `[${normalName(platform)}]` : "";
  return `annotation-${type}${suffix}.${key}`;
}

function normalName(platform: string): string {
  try {
    return formatPlatform(normalizePlatform(parsePlatform(platform)));
  } catch (reason) {
    return fail(`invalid platform "${platform}": ${SlipwayError.from(reason).message}`);
  }
}
