import type { BuildConfig } from "../../../index.js";
import { formatBytesSize } from "../../../progress/index.js";

/** How a build was to run, line by line. */
export function configLines(config: BuildConfig): [label: string, value: string][] {
  const lines: [string, string | boolean | undefined][] = [
    ["Network", config.network],
    ["Hostname", config.hostname],
    ["Extra Hosts", config.extraHosts?.join(", ")],
    ["Cgroup Parent", config.cgroupParent],
    ["Image Resolve Mode", config.imageResolveMode],
    ["Multi-Platform", config.multiPlatform],
    ["No Cache", config.noCache],
    ["No Cache Filter", config.noCacheFilter?.join(", ")],
    ["Shm Size", config.shmSize],
    ["Resource Limits", config.ulimit],
    ["Memory", sizeText(config.memory)],
    ["Memory Swap", sizeText(config.memorySwap)],
    ["CPU Shares", config.cpuShares],
    ["CPU Period", config.cpuPeriod],
    ["CPU Quota", config.cpuQuota],
    ["CPUSet CPUs", config.cpusetCpus],
    ["CPUSet Mems", config.cpusetMems],
    ["Cache Mount Namespace", config.cacheMountNamespace],
    ["Dockerfile Check Config", config.dockerfileCheck],
    ["Source Date Epoch", config.sourceDateEpoch],
    ["Sandbox Hostname", config.sandboxHostname],
  ];
  const given = lines
    .filter(([, value]) => value)
    .map(([label, value]): [string, string] => [label, `${value}`]);
  return [...given, ...config.rest.map(({ name, value }): [string, string] => [name, value])];
}

/** Other values than numbers, such as -1 for no limit, are shown as they are. */
function sizeText(bytes: string | undefined): string | undefined {
  return bytes !== undefined && /^\d+$/.test(bytes) ? formatBytesSize(Number(bytes)) : bytes;
}
