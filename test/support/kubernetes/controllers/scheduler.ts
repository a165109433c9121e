import type { Claim, KubeObject, Pod, Toleration } from "../api/objects.js";
import { parseQuantity } from "../api/quantities.js";
import { resourceNamed } from "../api/resources.js";
import { withCondition } from "../api/tables.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";
import { isOver } from "./pods-of.js";

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

interface Node extends KubeObject {
  spec: { taints?: Taint[]; unschedulable?: boolean };
  status: { allocatable: Record<string, string> };
}

const noHelp = "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
const noVictims = "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";

/** Gives a pod to the node, or says by an event and a condition why the node does not fit, in the scheduler's words. */
export function schedule(cluster: Cluster, pod: Pod): void {
  const { metadata, spec } = pod;
  // Another scheduler's pods wait for that one.
  if ((spec.schedulerName ?? "default-scheduler") !== "default-scheduler") return;
  if (metadata.deletionTimestamp !== undefined) return;
  const { store } = cluster;
  const pods = resourceNamed("pods");
  const node = store.find<Node>("nodes", undefined, cluster.options.node.name);
  const obstacle =
    node === undefined ? "no nodes available to schedule pods" : obstacleFor(cluster, pod, node);
  if (obstacle === undefined) {
    store.update<Pod>(pods, metadata.namespace, metadata.name, (copy) => {
      copy.spec.nodeName = cluster.options.node.name;
      const scheduled = { type: "PodScheduled", status: "True" };
      copy.status = { ...copy.status, conditions: withCondition(copy.status?.conditions, scheduled) };
      return copy;
    });
    const words = `Successfully assigned ${metadata.namespace}/${metadata.name} to ${cluster.options.node.name}`;
    recordEvent(store, pod, "default-scheduler", "Normal", "Scheduled", words);
    return;
  }
  const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: obstacle };
  const known = pod.status?.conditions?.some(({ message }) => message === obstacle);
  if (known) return;
  store.update<Pod>(pods, metadata.namespace, metadata.name, (copy) => {
    copy.status = { ...copy.status, conditions: withCondition(copy.status?.conditions, condition) };
    return copy;
  });
  recordEvent(store, pod, "default-scheduler", "Warning", "FailedScheduling", obstacle);
}

function obstacleFor(cluster: Cluster, pod: Pod, node: Node): string | undefined {
  const none = "0/1 nodes are available:";
  const { namespace = "" } = pod.metadata;
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const { claimName } = persistentVolumeClaim;
    const claim = cluster.store.find<Claim>("persistentvolumeclaims", namespace, claimName);
    if (claim === undefined) return `${none} persistentvolumeclaim "${claimName}" not found. ${noHelp}`;
    if (claim.status?.phase !== "Bound")
      return `${none} pod has unbound immediate PersistentVolumeClaims. ${noHelp}`;
  }
  if (node.spec.unschedulable === true) return `${none} 1 node(s) were unschedulable. ${noHelp}`;
  const taint = node.spec.taints?.find(
    (each) =>
      each.effect !== "PreferNoSchedule" && !(pod.spec.tolerations ?? []).some((one) => tolerates(one, each)),
  );
  if (taint !== undefined)
    return `${none} 1 node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}. ${noHelp}`;
  const labels = node.metadata.labels ?? {};
  if (Object.entries(pod.spec.nodeSelector ?? {}).some(([key, value]) => labels[key] !== value))
    return `${none} 1 node(s) didn't match Pod's node affinity/selector. ${noHelp}`;
  const lacking = lackingResources(cluster, pod, node);
  if (lacking.length > 0)
    return `${none} ${lacking.map((name) => `1 Insufficient ${name}`).join(", ")}. ${noVictims}`;
  return undefined;
}

function tolerates({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (operator === "Exists") return !key || key === taint.key;
  return key === taint.key && value === (taint.value ?? "");
}

function requestOf({ spec }: Pod, name: string): number {
  return spec.containers.reduce((sum, { resources }) => {
    const amount = resources?.requests?.[name] ?? resources?.limits?.[name] ?? "0";
    return sum + parseQuantity(amount);
  }, 0);
}

function lackingResources(cluster: Cluster, pod: Pod, node: Node): string[] {
  const others = cluster.store
    .list<Pod>("pods")
    .filter((each) => each.spec.nodeName === node.metadata.name && !isOver(each));
  return ["cpu", "memory", "ephemeral-storage"].filter((name) => {
    const wanted = requestOf(pod, name);
    const used = others.reduce((sum, each) => sum + requestOf(each, name), 0);
    return wanted > 0 && used + wanted > parseQuantity(node.status.allocatable[name] ?? "0");
  });
}
