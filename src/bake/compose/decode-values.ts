import { SlipwayError } from "../../errors/index.js";
import { parseSize } from "../../util/parse-size.js";
import { composeBoolean } from "./compose-boolean.js";
import { type ComposeMap, type ComposeValue, goText, goType, isList, isMap } from "./compose-value.js";
import { decodeError } from "./decode-error.js";

/** A text, empty where there is none. */
export function textOf(map: ComposeMap, key: string): string {
  const value = map.get(key);
  return value === undefined || value === null ? "" : goText(value);
}

/** A list of texts; a single one is a list of one. */
export function textsOf(map: ComposeMap, key: string): string[] {
  const value = map.get(key);
  if (value === undefined || value === null) return [];
  return isList(value) ? value.map(goText) : [goText(value)];
}

/**
 * A boolean, also one written as text; false where there is none.
 *
 * @throws SlipwayError `invalid-argument`: `invalid boolean: x`.
 */
export function flagOf(map: ComposeMap, key: string, path: string): boolean {
  const value = map.get(key);
  if (typeof value !== "string") return value === true;
  const flag = composeBoolean(value);
  if (flag === undefined) throw decodeError(`${path}.${key}`, `invalid boolean: ${value}`);
  return flag;
}

/**
 * Names and values in the form of a mapping or of a `NAME=value` list. Null is a name without a value.
 *
 * @throws SlipwayError `invalid-argument` for a listed name that ends in a blank.
 */
export function assignmentsOf(map: ComposeMap, key: string, path: string): Map<string, string | null> {
  const value = map.get(key);
  if (isMap(value))
    return new Map([...value].map(([name, item]) => [name, item === null ? null : goText(item)]));
  const assignments = new Map<string, string | null>();
  for (const entry of textsOf(map, key)) {
    const equals = entry.indexOf("=");
    const name = equals === -1 ? entry : entry.slice(0, equals);
    if (/\s$/.test(name)) {
      throw decodeError(`${path}.${key}`, `environment variable ${name} is declared with a trailing space`);
    }
    assignments.set(name, equals === -1 ? null : entry.slice(equals + 1));
  }
  return assignments;
}

/** Labels: a name without a value has an empty one. */
export function labelsOf(map: ComposeMap, key: string): Map<string, string> {
  const value = map.get(key);
  if (isMap(value))
    return new Map([...value].map(([name, item]) => [name, item === null ? "" : goText(item)]));
  return new Map(
    textsOf(map, key).map((entry) => {
      const equals = entry.indexOf("=");
      return equals === -1 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

/**
 * A size in bytes, as a number or with a suffix; 0 where there is none.
 *
 * @throws SlipwayError `invalid-argument`: `invalid size: 'x'`.
 */
export function bytesOf(map: ComposeMap, key: string, path: string): number {
  const value = map.get(key);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return 0;
  if (/^[-+]?\d+$/.test(value)) return Number(value);
  try {
    return parseSize(value);
  } catch (cause) {
    throw decodeError(`${path}.${key}`, SlipwayError.from(cause).message);
  }
}

/**
 * Hosts and their addresses, from a mapping or a list of `host=ip` or `host:ip`; brackets around IPv6 are taken off.
 *
 * @throws SlipwayError `invalid-argument`: `invalid additional host, missing IP: x`, `bad host name 'x'`.
 */
export function hostsOf(map: ComposeMap, key: string, path: string): Map<string, string[]> {
  const value = map.get(key);
  const hosts = new Map<string, string[]>();
  const fail = (problem: string) => decodeError(`${path}.${key}`, problem);
  if (isMap(value)) {
    for (const [host, item] of value)
      hosts.set(host, isList(item) ? item.map(goText) : [item === null ? "" : goText(item)]);
  } else {
    for (const entry of textsOf(map, key)) {
      const separator = entry.includes("=") ? entry.indexOf("=") : entry.indexOf(":");
      if (separator === -1) throw fail(`invalid additional host, missing IP: ${entry}`);
      const host = entry.slice(0, separator);
      hosts.set(host, [...(hosts.get(host) ?? []), ...entry.slice(separator + 1).split(",")]);
    }
  }
  for (const [host, addresses] of hosts) {
    if (host === "" || /[:=]/.test(host)) throw fail(`bad host name '${host}'`);
    hosts.set(
      host,
      addresses.map((address) => /^\[(.+)\]$/.exec(address)?.[1] ?? address),
    );
  }
  return hosts;
}

/** Limits of a process: `soft` and `hard` by name. */
export interface Ulimit {
  readonly name: string;
  readonly soft: bigint;
  readonly hard: bigint;
}

/**
 * Ulimits by name. A single number sets neither limit of a build: Compose keeps it apart, and Buildx does not read it.
 *
 * @throws SlipwayError `invalid-argument` for a limit that is no whole number.
 */
export function ulimitsOf(map: ComposeMap, key: string, path: string): Ulimit[] {
  const value = map.get(key);
  if (!isMap(value)) return [];
  return [...value].map(([name, limits]) => {
    const limit = (side: string): bigint => {
      const number: ComposeValue | undefined = isMap(limits) ? limits.get(side) : undefined;
      if (number === undefined) return 0n;
      if (typeof number === "bigint") return number;
      throw decodeError(`${path}.${key}[${name}]`, `unexpected value type ${goType(number)} for ulimit`);
    };
    return { name, soft: limit("soft"), hard: limit("hard") };
  });
}
