import { definitionError } from "./definition-error.js";

/** Limits of what one build step may use. Keys are those of a definition, in the order `--print` shows them. */
export interface BakeResources {
  /** Size with a suffix, such as `512m`. */
  readonly memory?: string | undefined;
  /** Size with a suffix; `-1` is without limit. */
  readonly "memory-swap"?: string | undefined;
  readonly "cpu-shares"?: number | undefined;
  /** Microseconds. */
  readonly "cpu-period"?: number | undefined;
  /** Microseconds. */
  readonly "cpu-quota"?: number | undefined;
  readonly "cpuset-cpus"?: string | undefined;
  readonly "cpuset-mems"?: string | undefined;
}

/** The names of {@link BakeResources}, in the order `--print` shows them. */
export const RESOURCE_NAMES = [
  "memory",
  "memory-swap",
  "cpu-shares",
  "cpu-period",
  "cpu-quota",
  "cpuset-cpus",
  "cpuset-mems",
] as const satisfies readonly (keyof BakeResources)[];

/**
 * The resources with one of them changed, as `--set target.resources.NAME=VALUE` does it.
 *
 * @throws SlipwayError `invalid-argument` for an unknown name or a value that is no whole number.
 */
export function withResource(resources: BakeResources, name: string, value: string): BakeResources {
  const known = RESOURCE_NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw definitionError(`unknown resources key ${name}`);
  if (known !== "cpu-shares" && known !== "cpu-period" && known !== "cpu-quota") {
    return { ...resources, [known]: value };
  }
  const number = Number(value);
  if (!/^[+-]?\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw definitionError(`invalid value ${value} for int64 key resources.${name}`);
  }
  return { ...resources, [known]: number };
}

/** Field by field, those of `over` win. */
export function mergeResources(base: BakeResources | undefined, over: BakeResources): BakeResources {
  return { ...base, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) };
}

/** What `--print` shows. */
export function printResources(resources: BakeResources): Map<string, string | number> {
  const entries = RESOURCE_NAMES.map((name) => [name, resources[name]] as const);
  return new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}
