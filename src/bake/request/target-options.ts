import type { BuildOptions } from "../../build/options/build-options.js";
import { SlipwayError } from "../../errors/index.js";
import { formatCsvLine } from "../../util/csv.js";
import { parseSize } from "../../util/parse-size.js";
import { printAttest } from "../attributes/attest.js";
import { type BakeCache, printCache } from "../attributes/cache.js";
import { definitionError } from "../attributes/definition-error.js";
import { printOutput } from "../attributes/output.js";
import { printResources } from "../attributes/resources.js";
import { type BakeSecret, dedupeSecrets } from "../attributes/secret.js";
import type { BakeSsh } from "../attributes/ssh.js";
import type { BakeTarget, OptionalTextMap } from "../targets/target.js";
import type { TargetPaths } from "./context-paths.js";

/** What a target adds to the options that all builds of an invocation share. */
export type TargetBuildOptions = Omit<BuildOptions, "builder" | "env" | "docker" | "signal">;

/**
 * A target as options of a build; its named contexts are left out, since they have names that need not be those of
 * images.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function targetOptions(target: BakeTarget, paths: TargetPaths): TargetBuildOptions {
  const inline = target["dockerfile-inline"];
  return {
    context: paths.context,
    ...(inline ? { dockerfile: inline } : { file: paths.dockerfile }),
    buildArgs: given(target.args),
    labels: given(target.labels),
    tags: target.tags ?? [],
    ...(target.target ? { target: target.target } : {}),
    platforms: target.platforms ?? [],
    noCache: target["no-cache"] ?? false,
    noCacheFilter: target["no-cache-filter"] ?? [],
    pull: target.pull ?? false,
    ...(target.network ? { network: target.network } : {}),
    ...shmSize(target["shm-size"]),
    addHosts: extraHosts(target["extra-hosts"]),
    ulimits: target.ulimits ?? [],
    resources: [...printResources(target.resources ?? {})].map(([name, value]) => `${name}=${value}`),
    cacheFrom: (target["cache-from"] ?? []).map(cacheText),
    cacheTo: (target["cache-to"] ?? []).map(cacheText),
    secrets: dedupeSecrets(target.secret ?? []).map(secretText),
    ssh: (target.ssh ?? []).map(sshText),
    outputs: (target.output ?? []).map((output) => fieldsText(printOutput(output))),
    attests: (target.attest ?? []).map((attest) => fieldsText(printAttest(attest))),
    annotations: target.annotations ?? [],
    allow: target.entitlements ?? [],
    ...(target.call ? { call: target.call } : {}),
  };
}

function given(map: OptionalTextMap = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

function extraHosts(hosts: OptionalTextMap = {}): string[] {
  return Object.entries(given(hosts))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([host, address]) => `${host}=${address}`);
}

function shmSize(text: string | undefined): Pick<BuildOptions, "shmSize"> {
  if (text === undefined) return {};
  try {
    return { shmSize: parseSize(text) };
  } catch (cause) {
    throw definitionError(`invalid value ${text} for membytes key shm-size`, SlipwayError.from(cause));
  }
}

/** A map in the text form that options have. */
function fieldsText(map: Readonly<Record<string, string | true>>): string {
  const { type, ...rest } = map;
  return formatCsvLine([`type=${type}`, ...Object.entries(rest).map(([key, value]) => `${key}=${value}`)]);
}

function cacheText(cache: BakeCache): string {
  return fieldsText(printCache(cache));
}

function secretText({ id = "", src, env }: BakeSecret): string {
  return formatCsvLine([`id=${id}`, ...(src ? [`src=${src}`] : []), ...(env ? [`env=${env}`] : [])]);
}

function sshText({ id = "", paths = [] }: BakeSsh): string {
  return paths.length === 0 ? id : `${id}=${paths.join(",")}`;
}
