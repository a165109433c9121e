import { SlipwayError } from "../../errors/index.js";
import { formatPlatform, parsePlatform } from "../../oci/platform.js";

/** Where an annotation goes; empty when it was not said. */
export type AnnotationType = "" | "index" | "index-descriptor" | "manifest" | "manifest-descriptor";

/** An annotation as it was asked for. */
export interface RequestedAnnotation {
  readonly type: AnnotationType;
  /** Only for the manifest of this platform, in the form `linux/arm64`. */
  readonly platform: string | undefined;
  readonly key: string;
  readonly value: string;
}

const types: ReadonlySet<string> = new Set([
  "",
  "index",
  "index-descriptor",
  "manifest",
  "manifest-descriptor",
]);
const TYPE = /^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/;

/**
 * Reads annotations of the form `[TYPE[PLATFORM],…:]KEY=VALUE`; empty ones are passed over. A key with a colon needs a
 * type before it.
 *
 * @throws SlipwayError `invalid-argument`
 */
export function parseAnnotations(values: readonly string[]): readonly RequestedAnnotation[] {
  return values.filter((value) => value !== "").flatMap(parseAnnotation);
}

function parseAnnotation(text: string): readonly RequestedAnnotation[] {
  const equals = text.indexOf("=");
  if (equals === -1) fail(`invalid annotation "${text}", expected key=value`);
  const left = text.slice(0, equals);
  const value = text.slice(equals + 1);
  const colon = left.indexOf(":");
  if (colon === -1) return [{ type: "", platform: undefined, key: left, value }];
  const key = left.slice(colon + 1);
  return left
    .slice(0, colon)
    .split(",")
    .map((type) => ({ ...parseType(type), key, value }));
}

function parseType(text: string): Pick<RequestedAnnotation, "type" | "platform"> {
  const match = TYPE.exec(text);
  if (match === null) {
    return fail(`invalid annotation type "${text}", expected type and optional platform in square brackets`);
  }
  const [, type = "", platform] = match;
  if (!types.has(type)) fail(`unknown annotation type "${type}"`);
  return { type: type as AnnotationType, platform: platform === undefined ? undefined : nameOf(platform) };
}

function nameOf(platform: string): string {
  try {
    return formatPlatform(parsePlatform(platform));
  } catch (reason) {
    return fail(`invalid platform "${platform}": ${SlipwayError.from(reason).message}`);
  }
}

function fail(problem: string): never {
  throw new SlipwayError("invalid-argument", `failed to parse annotations: ${problem}`);
}
