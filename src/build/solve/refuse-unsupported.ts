import type { DriverFeatures } from "../../driver/contract/driver-features.js";
import { SlipwayError } from "../../errors/index.js";
import type { WireExport } from "../exports/wire-export.js";

/** A build on one node, as far as the node may be unable to do it. */
export interface WantedFeatures {
  /** The driver's name, for messages. */
  readonly driver: string;
  readonly exports: readonly Pick<WireExport, "type" | "target">[];
  readonly cacheExports: readonly { readonly type: string }[];
  readonly platformCount: number;
}

/**
 * Refuses what the node cannot do, as docker-buildx does.
 *
 * @throws SlipwayError `unsupported`, with Buildx's wording.
 */
export function refuseUnsupported(features: DriverFeatures, wanted: WantedFeatures): void {
  const { driver, exports, cacheExports, platformCount } = wanted;
  if (!features.cacheExport && cacheExports.some(({ type }) => type !== "inline")) {
    throw unsupported("Cache export", driver, "build-cache-backends");
  }
  for (const { type, target } of exports) {
    if (type === "oci" && !features.ociExporter) throw unsupported("OCI exporter", driver, "build-exporters");
    if (type === "docker" && target.kind !== "engine" && !features.dockerExporter) {
      throw unsupported("Docker exporter", driver, "build-exporters");
    }
  }
  if (platformCount > 1 && !features.multiPlatform) {
    throw unsupported("Multi-platform build", driver, "build-multi-platform");
  }
}

function unsupported(feature: string, driver: string, page: string): SlipwayError {
  return new SlipwayError(
    "unsupported",
    `${feature} is not supported for the ${driver} driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/${page}/`,
  );
}
