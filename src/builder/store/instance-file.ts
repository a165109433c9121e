import type { Platform } from "../../oci/platform.js";
import { sortKeys, stringifyLikeGo } from "../../util/go-json.js";
import type { StoredBuilder, StoredNode } from "./instance.js";

/** Driver options that buildx does not have: it would refuse the whole builder, so they have a field of their own. */
const ownOptions: ReadonlySet<string> = new Set([
  "transport",
  "inherit",
  "disk-limit",
  "disk-reserve",
  "idle-timeout",
  "ephemeral",
]);

/** Writes a builder as buildx does: the same keys in the same order, null for what was not given. */
export function formatInstance(builder: StoredBuilder): string {
  return stringifyLikeGo({
    Name: builder.name,
    Driver: builder.driver,
    Nodes: builder.nodes.map(nodeJson),
    Dynamic: builder.dynamic,
    ...builder.extra,
  });
}

/** Reads a builder's file. Throws an Error that says which field is not what buildx writes. */
export function parseInstance(text: string): StoredBuilder {
  const value: unknown = JSON.parse(text);
  const { Name, Driver, Nodes, Dynamic, ...extra } = asRecord(value, "the file");
  return {
    name: asString(Name, "Name"),
    driver: asString(Driver, "Driver"),
    nodes: asArray(Nodes, "Nodes").map(parseNode),
    dynamic: Dynamic === true,
    extra,
  };
}

function nodeJson(node: StoredNode): Record<string, unknown> {
  const { platforms, files } = node;
  const [shared, own] = splitOptions(node.driverOptions);
  return {
    Name: node.name,
    Endpoint: node.endpoint,
    Platforms: platforms?.map(platformJson) ?? null,
    DriverOpts: shared,
    Flags: node.flags,
    Files: files === null ? null : sortKeys(Object.fromEntries([...files].map(encodeFile))),
    ...(own === null ? {} : { SlipwayDriverOpts: own }),
    ...(node.inherited === undefined ? {} : { SlipwayInherited: sortKeys(node.inherited) }),
    ...node.extra,
  };
}

type Options = Readonly<Record<string, string>>;

/** The options that buildx has too, and the others; null where there are none. */
function splitOptions(options: Options | null): [shared: Options | null, own: Options | null] {
  if (options === null) return [null, null];
  const entries = Object.entries(options);
  const own = entries.filter(([name]) => ownOptions.has(name));
  if (own.length === 0) return [sortKeys(options), null];
  const shared = entries.filter(([name]) => !ownOptions.has(name));
  const mapOf = (some: typeof entries) => (some.length === 0 ? null : sortKeys(Object.fromEntries(some)));
  return [mapOf(shared), mapOf(own)];
}

function platformJson(platform: Platform): Record<string, unknown> {
  return {
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.osVersion ? { "os.version": platform.osVersion } : {}),
    ...(platform.osFeatures?.length ? { "os.features": platform.osFeatures } : {}),
    ...(platform.variant ? { variant: platform.variant } : {}),
  };
}

function encodeFile([path, data]: readonly [string, Uint8Array]): [string, string] {
  return [path, Buffer.from(data).toString("base64")];
}

function parseNode(value: unknown, index: number): StoredNode {
  const where = `Nodes[${index}]`;
  const record = asRecord(value, where);
  const { Name, Endpoint, Platforms, DriverOpts, Flags, Files, ...rest } = record;
  const { SlipwayDriverOpts, SlipwayInherited, ...extra } = rest;
  const inherited = nullOr(SlipwayInherited, (map) => stringMap(map, `${where}.SlipwayInherited`));
  const own = nullOr(SlipwayDriverOpts, (map) => stringMap(map, `${where}.SlipwayDriverOpts`));
  const shared = nullOr(DriverOpts, (map) => stringMap(map, `${where}.DriverOpts`));
  return {
    name: asString(Name, `${where}.Name`),
    endpoint: asString(Endpoint, `${where}.Endpoint`),
    platforms: nullOr(Platforms, (list) => asArray(list, `${where}.Platforms`).map(parsePlatform)),
    driverOptions: own === null ? shared : { ...shared, ...own },
    flags: nullOr(Flags, (list) => asArray(list, `${where}.Flags`).map((flag) => asString(flag, "a flag"))),
    files: nullOr(Files, (map) => new Map(Object.entries(stringMap(map, `${where}.Files`)).map(decodeFile))),
    ...(inherited === null ? {} : { inherited }),
    extra,
  };
}

function parsePlatform(value: unknown): Platform {
  const platform = asRecord(value, "a platform");
  const { variant, "os.version": osVersion, "os.features": osFeatures } = platform;
  return {
    os: asString(platform.os, "a platform's os"),
    architecture: asString(platform.architecture, "a platform's architecture"),
    ...(variant ? { variant: asString(variant, "a platform's variant") } : {}),
    ...(osVersion ? { osVersion: asString(osVersion, "a platform's os.version") } : {}),
    ...(osFeatures
      ? { osFeatures: asArray(osFeatures, "os.features").map((feature) => asString(feature, "a feature")) }
      : {}),
  };
}

function decodeFile([path, data]: readonly [string, string]): [string, Uint8Array] {
  return [path, new Uint8Array(Buffer.from(data, "base64"))];
}

function nullOr<T>(value: unknown, parse: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : parse(value);
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${what} is not an object`);
}

function asArray(value: unknown, what: string): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new Error(`${what} is not a list`);
}

function asString(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new Error(`${what} is not a string`);
}

function stringMap(value: unknown, what: string): Record<string, string> {
  const entries = Object.entries(asRecord(value, what));
  return Object.fromEntries(entries.map(([key, item]) => [key, asString(item, `${what}.${key}`)]));
}
