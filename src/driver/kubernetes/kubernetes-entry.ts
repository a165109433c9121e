import { SlipwayError } from "../../errors/index.js";
import { openCluster } from "../../kube/index.js";
import { formatPlatform } from "../../oci/platform.js";
import type { Driver } from "../contract/driver.js";
import type { DriverInit } from "../contract/driver-factory.js";
import { kubeconfigOf } from "./endpoint.js";
import { KubernetesDriver } from "./kubernetes-driver.js";
import { parseKubernetesOptions } from "./options/parse-options.js";

// What is loaded when a cluster is used; in the bundle it is a file of its own.
export { dialPod } from "./pods/dial-pod.js";

/** Makes the driver of a node. Reads the kubeconfig, contacts nothing. Throws `invalid-argument`, `not-found` and others. */
export async function makeDriver(init: DriverInit): Promise<Driver> {
  const options = parseKubernetesOptions(init.options);
  const client = await cluster(init, options.namespace);
  const place = { client, namespace: options.namespace ?? client.access.namespace };
  return new KubernetesDriver(place, {
    name: init.node.replaceAll("_", "-"),
    options,
    flags: init.flags,
    files: init.files,
    platforms: (init.platforms ?? []).map(formatPlatform),
  });
}

async function cluster({ env, endpoint }: DriverInit, namespace: string | undefined) {
  try {
    return await openCluster({ env, paths: kubeconfigOf(endpoint) });
  } catch (reason) {
    const error = SlipwayError.from(reason);
    const without =
      namespace === undefined
        ? "cannot determine Kubernetes namespace, specify manually"
        : "kubernetes driver requires kubernetes API access";
    throw error.copyWith({ message: `${without}: ${error.message}` });
  }
}
