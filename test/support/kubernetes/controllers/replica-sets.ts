import type { Pod, ReplicaSet } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import { withCondition } from "../api/tables.js";
import type { Cluster } from "../cluster.js";
import { controlledBy, createPod, deletePod, isOver, isReady } from "./pods-of.js";

/** How long a controller waits before it tries again what the server has refused, in milliseconds. */
const retryAfter = 1_000;

const lastRefusals = new WeakMap<Cluster, Map<string, number>>();

/** Whether the server has refused an object's pods just now; then they are not tried. */
export function refusedLately(cluster: Cluster, uid = ""): boolean {
  return Date.now() - (lastRefusals.get(cluster)?.get(uid) ?? 0) < retryAfter;
}

export function noteRefusal(cluster: Cluster, uid = ""): void {
  const refusals = lastRefusals.get(cluster) ?? new Map<string, number>();
  lastRefusals.set(cluster, refusals.set(uid, Date.now()));
  cluster.reconcileIn(retryAfter + 10);
}

/** Gives a ReplicaSet as many pods as it wants, and its status. */
export function reconcileReplicaSet(cluster: Cluster, set: ReplicaSet): void {
  const all = controlledBy<Pod>(cluster, set, "pods");
  const pods = all.filter((pod) => pod.metadata.deletionTimestamp === undefined && !isOver(pod));
  const wanted = set.spec.replicas ?? 1;
  let conditions = (set.status?.conditions ?? []) as Parameters<typeof withCondition>[0];
  if (pods.length < wanted && !refusedLately(cluster, set.metadata.uid)) {
    conditions = (conditions ?? []).filter(({ type }) => type !== "ReplicaFailure");
    for (let count = pods.length; count < wanted; count += 1) {
      const failure = createPod(
        cluster,
        set,
        { generateName: `${set.metadata.name}-` },
        "replicaset-controller",
      );
      if (failure === undefined) continue;
      conditions = withCondition(conditions, failure);
      noteRefusal(cluster, set.metadata.uid);
      break;
    }
  }
  const spare = [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
  for (const pod of spare.slice(0, Math.max(0, pods.length - wanted))) deletePod(cluster, pod);

  const { name, namespace, generation } = set.metadata;
  const ready = pods.filter(isReady).length;
  cluster.store.update<ReplicaSet>(resourceNamed("replicasets"), namespace, name, (copy) => {
    copy.status = {
      ...{ replicas: pods.length, fullyLabeledReplicas: pods.length, observedGeneration: generation },
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
      ...(conditions?.length ? { conditions } : {}),
    };
    return copy;
  });
}
