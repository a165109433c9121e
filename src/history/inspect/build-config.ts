import { parseCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import type { AttributeReader } from "./attribute-reader.js";
import type { BuildConfig } from "./build-details.js";

/** Attributes that are shown elsewhere, or that say nothing to a reader. */
const SHOWN_ELSEWHERE = ["vcs:", "build-arg:", "label:", "context:", "attest:"];

/** Takes the attributes that say how the build was to run. Call it when all others that have a place are taken. */
export function readConfig(attributes: AttributeReader): BuildConfig {
  const { noCache, noCacheFilter } = cacheUse(attributes.take("no-cache"));
  const config = {
    network: attributes.take("force-network-mode"),
    hostname: attributes.take("hostname"),
    cgroupParent: attributes.take("cgroup-parent"),
    imageResolveMode: attributes.take("image-resolve-mode"),
    multiPlatform: multiPlatform(attributes),
    noCache,
    noCacheFilter,
    extraHosts: attributes.takeAs("add-hosts", parseCsvLine),
    shmSize: attributes.take("shm-size"),
    ulimit: attributes.take("ulimit"),
    memory: attributes.take("memory"),
    memorySwap: attributes.take("memswap"),
    cpuShares: attributes.take("cpushares"),
    cpuPeriod: attributes.take("cpuperiod"),
    cpuQuota: attributes.take("cpuquota"),
    cpusetCpus: attributes.take("cpusetcpus"),
    cpusetMems: attributes.take("cpusetmems"),
    cacheMountNamespace: attributes.take("build-arg:BUILDKIT_CACHE_MOUNT_NS"),
    dockerfileCheck: attributes.take("build-arg:BUILDKIT_DOCKERFILE_CHECK"),
    sourceDateEpoch: attributes.take("build-arg:SOURCE_DATE_EPOCH"),
    // Buildx asks for a name that the frontend does not know.
    sandboxHostname:
      attributes.take("build-arg:SANDBOX_HOSTNAME") ?? attributes.take("build-arg:BUILDKIT_SANDBOX_HOSTNAME"),
  };
  return { ...present(config), rest: attributes.rest(SHOWN_ELSEWHERE) };
}

/** Reads a boolean as Go does. Throws in Go's words. */
export function readBool(value: string): boolean {
  const parsed = parseGoBool(value);
  if (parsed === undefined) throw new Error(`strconv.ParseBool: parsing ${quoteGo(value)}: invalid syntax`);
  return parsed;
}

function multiPlatform(attributes: AttributeReader): boolean | undefined {
  const fromArgument = attributes.takeAs("build-arg:BUILDKIT_MULTI_PLATFORM", readBool);
  return attributes.takeAs("multi-platform", readBool) ?? fromArgument;
}

function cacheUse(value: string | undefined) {
  if (value === undefined) return {};
  return value === "" ? { noCache: true } : { noCacheFilter: value.split(",") };
}

/** Without what is not there, and without empty texts and lists and what is false: nothing was asked for then. */
function present<T extends object>(record: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const isEmpty = (value: unknown) => !value || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value))) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
