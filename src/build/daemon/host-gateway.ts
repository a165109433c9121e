import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { DriverFeatures } from "../../driver/contract/driver-features.js";
import type { BuildOptions } from "../options/build-options.js";

const LABEL = "org.mobyproject.buildkit.worker.moby.host-gateway-ip";

/** Address that `host-gateway` stands for, where the daemon can tell it; it is asked only when needed. */
export async function hostGateway(
  client: BuildKitClient,
  options: BuildOptions,
  features: DriverFeatures,
): Promise<string | undefined> {
  const wanted = options.addHosts?.some((host) => host.endsWith("host-gateway")) ?? false;
  if (!wanted || !features.hostGateway) return undefined;
  const [worker] = await client.listWorkers({ signal: options.signal });
  return worker?.labels[LABEL];
}
