import { compileGlob } from "../../buildkit/session/filesync/patterns/glob.js";
import { nearHint } from "../../util/suggest-name.js";
import { definitionError } from "../attributes/definition-error.js";

/** What is to change in one attribute, or one entry of it. */
export interface Override {
  /** The last value given. */
  readonly value: string;
  /** All values, for the attributes that take several. */
  readonly values: readonly string[];
  /** True when the last value was given with `+=`. */
  readonly append: boolean;
}

/** By attribute or entry (`tags`, `args.VERSION`), in the order in which they were first given. */
export type TargetOverrides = ReadonlyMap<string, Override>;

/** Attributes of which all values count. */
const LISTS = new Set([
  "output",
  "cache-to",
  "cache-from",
  "tags",
  "platform",
  "secrets",
  "ssh",
  "attest",
  "entitlements",
  // Buildx counts it here, so that its value is lost and the network becomes the default.
  "network",
  "annotations",
  "policy",
]);

/** Attributes that are changed by entry. */
const ENTRIES = new Set(["args", "contexts", "resources", "secret"]);
const WITHOUT_APPEND = new Set(["resources", "secret"]);

/**
 * Reads `--set` values, `PATTERN.KEY[.NAME][+]=VALUE`, for the targets that their patterns match.
 *
 * @param names of all targets
 * @param environment gives the value of `args.NAME` without one; where it has none, nothing is set. Without it the
 *   argument is empty, as where `BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP` is set.
 * @throws SlipwayError `invalid-argument`.
 */
export function parseOverrides(
  values: readonly string[],
  names: readonly string[],
  environment?: ((name: string) => string | undefined) | undefined,
): Map<string, TargetOverrides> {
  const overrides = new Map<string, Map<string, Override>>();
  for (const text of values) {
    const { pattern, key, ...given } = readOverride(text);
    const value = givenValue(given, environment);
    for (const name of matchingTargets(pattern, names)) {
      const ofTarget = overrides.get(name) ?? new Map<string, Override>();
      overrides.set(name, ofTarget);
      if (value !== undefined) ofTarget.set(key, next(ofTarget.get(key), given, value));
    }
  }
  return overrides;
}

interface GivenOverride {
  readonly attribute: string;
  readonly entry: string | undefined;
  readonly append: boolean;
  /** Undefined where there is no equals sign. */
  readonly value: string | undefined;
}

function readOverride(text: string): GivenOverride & { readonly pattern: string; readonly key: string } {
  const equals = text.indexOf("=");
  const left = equals === -1 ? text : text.slice(0, equals);
  const append = left.endsWith("+");
  const path = append ? left.slice(0, -1) : left;
  const [pattern = "", attribute, ...rest] = path.split(".");
  if (attribute === undefined) throw definitionError(`invalid override key ${path}, expected target.name`);
  const value = equals === -1 ? undefined : text.slice(equals + 1);
  if (value === undefined && attribute !== "args") {
    throw definitionError(`invalid override ${text}, expected target.name=value`);
  }
  const entry = rest.length === 0 ? undefined : rest.join(".");
  if (ENTRIES.has(attribute) && entry === undefined) {
    throw definitionError(`invalid key ${left}, ${attribute} requires name`);
  }
  if (WITHOUT_APPEND.has(attribute) && append) {
    throw definitionError(`invalid key ${left}, ${attribute} does not support append`);
  }
  const key = entry === undefined ? attribute : `${attribute}.${entry}`;
  return { pattern, key, attribute, entry, append, value };
}

/** The value to set; undefined where an argument without one is not set in the environment either. */
function givenValue(
  { value, entry = "" }: GivenOverride,
  environment: ((name: string) => string | undefined) | undefined,
): string | undefined {
  if (value !== undefined) return value;
  return environment === undefined ? "" : environment(entry);
}

function next(known: Override | undefined, { attribute, append }: GivenOverride, value: string): Override {
  if (!LISTS.has(attribute)) return { value, values: [], append: false };
  return { value: "", values: [...(known?.values ?? []), value], append };
}

/**
 * The target of exactly this name, else all that the pattern matches.
 *
 * @throws SlipwayError `invalid-argument`: `could not find any target matching 'P'`.
 */
export function matchingTargets(pattern: string, names: readonly string[]): readonly string[] {
  if (names.includes(pattern)) return [pattern];
  const glob = compileGlob(pattern, false);
  if (glob === undefined && names.length > 0) {
    throw definitionError(`could not match targets with '${pattern}': syntax error in pattern`);
  }
  const matching = names.filter((name) => glob?.test(name));
  if (matching.length === 0) {
    const hint = nearHint(pattern, names);
    throw definitionError(`could not find any target matching '${pattern}'`, undefined, hint);
  }
  return matching;
}
