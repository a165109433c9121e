import type { BuildOptions } from "../../../index.js";
import type { FlagValues } from "../../flags/flag.js";
import type { buildFlags } from "./flags.js";

/** The values of `build`'s flags. */
export type BuildFlagValues = FlagValues<typeof buildFlags>;

/** The part of a build's options that comes from flags: text stays as the user gave it, empty means not given. */
export function toBuildOptions(flags: BuildFlagValues, context: string): BuildOptions {
  const call = callOf(flags);
  return {
    context,
    tags: flags.tag,
    buildArgs: flags["build-arg"],
    labels: flags.label,
    platforms: flags.platform,
    noCache: flags["no-cache"],
    noCacheFilter: flags["no-cache-filter"],
    pull: flags.pull,
    ...(flags.ephemeral && { ephemeral: true }),
    secrets: flags.secret,
    ssh: flags.ssh,
    load: flags.load,
    push: flags.push,
    outputs: flags.output,
    cacheFrom: flags["cache-from"],
    cacheTo: flags["cache-to"],
    attests: flags.attest,
    annotations: flags.annotation,
    allow: flags.allow,
    addHosts: flags["add-host"],
    shmSize: flags["shm-size"],
    ulimits: flags.ulimit,
    network: flags.network,
    resources: [...resourcesOf(flags), ...flags.resource],
    buildContexts: flags["build-context"],
    ...(flags.file && { file: flags.file }),
    ...(flags.target && { target: flags.target }),
    ...(flags.provenance && { provenance: flags.provenance }),
    ...(flags.sbom && { sbom: flags.sbom }),
    ...(flags["cgroup-parent"] && { cgroupParent: flags["cgroup-parent"] }),
    ...(flags["metadata-file"] && { metadataFile: flags["metadata-file"] }),
    ...(flags.iidfile && { iidFile: flags.iidfile }),
    ...(call && { call }),
  };
}

function callOf(flags: BuildFlagValues): string {
  if (flags.check) return "check";
  return flags.print || flags.call;
}

const RESOURCE_FLAGS = [
  "memory",
  "memory-swap",
  "cpu-shares",
  "cpu-period",
  "cpu-quota",
  "cpuset-cpus",
  "cpuset-mems",
] as const;

/** The flags of the classic builder that limit resources, in the form of `--resource`. */
function resourcesOf(flags: BuildFlagValues): string[] {
  return RESOURCE_FLAGS.filter((name) => flags[name]).map((name) => `${name}=${flags[name]}`);
}
