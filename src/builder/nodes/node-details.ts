import type { WorkerRecord } from "../../buildkit/gen/moby/buildkit/v1/worker_pb.js";
import type { Driver, DriverOperationOptions } from "../../driver/contract/driver.js";
import type { DriverFeatures } from "../../driver/contract/driver-features.js";
import { isSlipwayError } from "../../errors/index.js";
import { formatPlatform, normalizePlatform, type Platform } from "../../oci/platform.js";
import type { ConnectionLease } from "../connections/connection-pool.js";
import type { NodeDetails } from "../types.js";

/** Asks a node's daemon, over a connection to it, what it is and can do. Throws what connecting or the daemon throws. */
export async function loadNodeDetails(
  driver: Driver,
  connecting: Promise<ConnectionLease>,
  options: DriverOperationOptions = {},
): Promise<NodeDetails> {
  const { client, release } = await connecting;
  try {
    const [workers, version] = await Promise.all([
      client.listWorkers(options),
      client.info(options).catch((error: unknown) => olderVersion(driver, options, error)),
    ]);
    return detailsOf(workers, version, driver);
  } finally {
    release();
  }
}

/** Daemons from before BuildKit 0.11 have no Info call. */
async function olderVersion(
  driver: Driver,
  options: DriverOperationOptions,
  error: unknown,
): Promise<string | undefined> {
  if (isSlipwayError(error, "canceled") || isSlipwayError(error, "connection-lost")) throw error;
  return driver.version(options);
}

function detailsOf(
  workers: readonly WorkerRecord[],
  version: string | undefined,
  driver: Driver,
): NodeDetails {
  const [first] = workers;
  return {
    ...(version ? { version } : {}),
    ...(driver.transport === undefined ? {} : { transport: driver.transport }),
    workerIds: workers.map((worker) => worker.id).sort(),
    platforms: distinct(workers.flatMap((worker) => worker.platforms.map(platformOf))),
    labels: first?.labels ?? {},
    gcPolicies: (first?.gcPolicy ?? []).map((policy) => ({
      all: policy.all,
      filter: policy.filters,
      keepDuration: policy.keepDuration,
      reservedSpace: policy.reservedSpace,
      maxUsedSpace: policy.maxUsedSpace,
      minFreeSpace: policy.minFreeSpace,
    })),
    devices: (workers.at(-1)?.cdiDevices ?? []).map((device) => ({
      name: device.name,
      autoAllow: device.autoAllow,
      onDemand: device.onDemand,
      annotations: device.annotations,
    })),
    features: featureNames(driver.featuresWith?.(workers.map(({ labels }) => labels)) ?? driver.features),
  };
}

/** The names under which `inspect --debug` shows features. */
function featureNames(features: DriverFeatures): Record<string, boolean> {
  const { preferImageDigest } = features;
  return {
    "Automatically load images to the Docker Engine image store": features.defaultLoad,
    "Cache export": features.cacheExport,
    "Direct push": features.directPush,
    "Docker exporter": features.dockerExporter,
    "Multi-platform build": features.multiPlatform,
    "OCI exporter": features.ociExporter,
    ...(preferImageDigest === undefined ? {} : { "Prefer image digest": preferImageDigest }),
  };
}

function platformOf(platform: WorkerRecord["platforms"][number]): Platform {
  return normalizePlatform({
    os: platform.os,
    architecture: platform.architecture,
    ...(platform.variant ? { variant: platform.variant } : {}),
    ...(platform.osVersion ? { osVersion: platform.osVersion } : {}),
    ...(platform.osFeatures.length > 0 ? { osFeatures: platform.osFeatures } : {}),
  });
}

function distinct(platforms: readonly Platform[]): Platform[] {
  return [...new Map(platforms.map((platform) => [formatPlatform(platform), platform])).values()];
}
