import { isSlipwayError } from "../../../errors/index.js";
import { type KubeClient, kinds } from "../../../kube/index.js";
import { labelsOf, type WorkloadPlan } from "../objects/plan.js";
import { workloadKind } from "../objects/workload.js";
import type { Pod, Workload } from "./pod.js";

/** Where a node's objects are. */
export interface NodePlace {
  readonly client: KubeClient;
  readonly namespace: string;
}

interface Scope {
  readonly signal?: AbortSignal | undefined;
}

/** The node's Deployment or StatefulSet; undefined when there is none. Throws what the cluster answers else. */
export async function findWorkload(
  { client, namespace }: NodePlace,
  plan: WorkloadPlan,
  scope: Scope = {},
): Promise<Workload | undefined> {
  try {
    return await client.get<Workload>(workloadKind(plan), namespace, plan.name, scope);
  } catch (reason) {
    if (isSlipwayError(reason, "not-found")) return undefined;
    throw reason;
  }
}

/** The labels by which the node's pods are known, as a selector. */
export function labelSelector(plan: WorkloadPlan): string {
  return Object.entries(labelsOf(plan))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}

/** The node's pods, by name. */
export async function listPods(
  { client, namespace }: NodePlace,
  plan: WorkloadPlan,
  scope: Scope = {},
): Promise<readonly Pod[]> {
  const pods = await client.list<Pod>(kinds.pod, namespace, { label: labelSelector(plan) }, scope);
  return pods.toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
}

/** The last lines of a container; none when they may not be read. */
export async function lastLines(
  { client, namespace }: NodePlace,
  pod: string,
  { container, previous }: { readonly container: string; readonly previous: boolean },
  scope: Scope,
): Promise<readonly string[]> {
  const lines = await client
    .logs(namespace, pod, { container, previous, tailLines: 20, ...scope })
    .catch(() => "");
  return lines.split(/\r?\n/).filter((line) => line.trim() !== "");
}
