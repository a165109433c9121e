import { SlipwayError } from "../../errors/index.js";
import { formatPlatform, normalizePlatform, parsePlatform } from "../../oci/platform.js";
import { choice, either, fields, list, needed, record, text } from "../../util/options/index.js";

/** What an annotation can be on. */
export type AnnotationPlace = "index" | "index-descriptor" | "manifest" | "manifest-descriptor";

/** An annotation given by code. */
export interface AnnotationOption {
  readonly key: string;
  readonly value: string;
  /** What it is for. Default: the image's manifest. */
  readonly on?: AnnotationPlace | readonly AnnotationPlace[] | undefined;
  /** Of a manifest: only that of this platform, e.g. `linux/arm64`. Default: all. */
  readonly platform?: string | undefined;
}

/** Annotations: texts `[TYPE[PLATFORM]:]KEY=VALUE` and objects, or values by key, which are for the manifest. */
export type Annotations = readonly (string | AnnotationOption)[] | Readonly<Record<string, string>>;

const place = choice("index", "index-descriptor", "manifest", "manifest-descriptor");

/** {@link Annotations}, described. */
export const annotations = either(
  list(
    either(
      text,
      fields<AnnotationOption>({
        key: needed(text),
        value: needed(text),
        on: either(place, list(place)),
        platform: text,
      }),
    ),
  ),
  record(text),
);

const PREFIX = "parse annotations: ";
const TYPES = new Set(["", "index", "index-descriptor", "manifest", "manifest-descriptor"]);

/** The `TYPE[PLATFORM],TYPE…:` head of an annotation, when it has one. */
const HEAD = /^((?:[a-z-]+(?:\[[A-Za-z0-9_/-]*\])?)(?:,[a-z-]+(?:\[[A-Za-z0-9_/-]*\])?)*):(.*)$/s;
const TYPE = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/;

/**
 * Reads annotations into exporter attributes; empty texts are passed over.
 *
 * @throws SlipwayError `invalid-argument`, prefixed `parse annotations: `.
 */
export function parseAnnotations(values: Annotations): Record<string, string> {
  if (!isList(values))
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [attributeOf(key), value]));
  return Object.fromEntries(
    values
      .filter((value) => value !== "")
      .flatMap((value) => (typeof value === "string" ? parseAnnotation(value) : givenAnnotation(value))),
  );
}

/** Array.isArray does not tell a read-only array from a record. */
function isList(values: Annotations): values is readonly (string | AnnotationOption)[] {
  return Array.isArray(values);
}

function givenAnnotation({ key, value, on = [], platform }: AnnotationOption): [key: string, text: string][] {
  const places = typeof on === "string" ? [on] : on;
  if (places.length === 0)
    return [[platform === undefined ? attributeOf(key) : attributeName(`manifest[${platform}]`, key), value]];
  const suffix = platform === undefined ? "" : `[${platform}]`;
  return places.map((name) => [attributeName(`${name}${suffix}`, key), value]);
}

const attributeOf = (key: string) => `annotation.${key}`;

function fail(problem: string): never {
  throw new SlipwayError("invalid-argument", `${PREFIX}${problem}`);
}

function parseAnnotation(value: string): [key: string, text: string][] {
  const equals = value.indexOf("=");
  if (equals === -1) fail(`invalid annotation "${value}", expected key=value`);
  const left = value.slice(0, equals);
  const text = value.slice(equals + 1);
  const head = HEAD.exec(left);
  if (head === null) return [[attributeOf(left), text]];
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
