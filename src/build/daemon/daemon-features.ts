import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { Driver, DriverOperationOptions } from "../../driver/contract/driver.js";
import type { DriverFeatures } from "../../driver/contract/driver-features.js";

/** What a daemon can do. It is asked only where the driver cannot tell without its workers' labels. */
export async function daemonFeatures(
  client: Pick<BuildKitClient, "listWorkers">,
  driver: Pick<Driver, "features" | "featuresWith">,
  { signal }: Pick<DriverOperationOptions, "signal">,
): Promise<DriverFeatures> {
  if (driver.featuresWith === undefined) return driver.features;
  const workers = await client.listWorkers({ signal });
  return driver.featuresWith(workers.map(({ labels }) => labels));
}
