import { daemonFlags } from "../common/daemon-flags.js";
import type { DriverFactory } from "../contract/driver-factory.js";
import { newEndpoint } from "./endpoint.js";

/** The driver that runs BuildKit in pods of a Kubernetes cluster. What it is made of is loaded with the first of them. */
export const kubernetesFactory: DriverFactory = {
  name: "kubernetes",
  allowsInstances: true,
  startsDaemon: true,
  endpoint: async (request) => newEndpoint(request),
  daemonFlags: (request) => daemonFlags(request, { onHostNetwork: false }),
  create: async (init) => (await import("./kubernetes-entry.js")).makeDriver(init),
};
