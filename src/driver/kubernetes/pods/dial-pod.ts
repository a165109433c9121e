import type { Duplex } from "node:stream";
import { openCluster, openExec } from "../../../kube/index.js";

/** A daemon in a pod that somebody else runs. */
export interface PodAddress {
  readonly pod: string;
  /** Default: the one of the kubeconfig's context. */
  readonly namespace: string | undefined;
  /** Default: the pod's first. */
  readonly container: string | undefined;
  /** Of the kubeconfig. Default: the current one. */
  readonly context: string | undefined;
}

/**
 * Opens a byte stream to the daemon in a pod.
 *
 * @throws SlipwayError what is wrong with the kubeconfig, and what the cluster answers
 */
export async function dialPod(
  { pod, namespace, container, context }: PodAddress,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const client = await openCluster({ env, context });
  const command = ["buildctl", "dial-stdio"];
  return openExec(
    client,
    { namespace: namespace ?? client.access.namespace, pod, container, command },
    signal,
  );
}
