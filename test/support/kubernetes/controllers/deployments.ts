import type { Condition, Deployment, ReplicaSet } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import { withCondition } from "../api/tables.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";
import { controlledBy, ownerReference, templateHash } from "./pods-of.js";

/**
 * Leads a Deployment to its template: a ReplicaSet for the present one; those of earlier templates shrink as its pods
 * become ready. Then its status, with the conditions that `kubectl rollout status` waits for.
 */
export function reconcileDeployment(cluster: Cluster, deployment: Deployment): void {
  const sets = controlledBy<ReplicaSet>(cluster, deployment, "replicasets");
  const hash = templateHash(deployment.spec.template);
  const wanted = deployment.spec.replicas ?? 1;
  const current = sets.find(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash);
  const others = sets.filter((set) => set !== current);
  if (current === undefined) makeReplicaSet(cluster, deployment, hash, sets.length + 1, wanted);
  else scale(cluster, current, wanted);
  const ready = Number(current?.status?.readyReplicas ?? 0);
  const recreate = deployment.spec.strategy?.type === "Recreate";
  for (const set of others) if (recreate || ready >= wanted) scale(cluster, set, 0);
  writeStatus(cluster, deployment, current, sets);
}

function makeReplicaSet(
  cluster: Cluster,
  deployment: Deployment,
  hash: string,
  revision: number,
  replicas: number,
): void {
  const { name, namespace } = deployment.metadata;
  const mark = { "pod-template-hash": hash };
  const template = structuredClone(deployment.spec.template);
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...mark } };
  const { selector } = deployment.spec;
  const set: ReplicaSet = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      labels: template.metadata.labels ?? {},
      annotations: { "deployment.kubernetes.io/revision": String(revision) },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...mark } },
      template,
    },
    status: { replicas: 0 },
  };
  cluster.store.create(resourceNamed("replicasets"), namespace, set);
  const words = `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`;
  recordEvent(cluster.store, deployment, "deployment-controller", "Normal", "ScalingReplicaSet", words);
  cluster.store.update<Deployment>(resourceNamed("deployments"), namespace, name, (copy) => {
    copy.metadata.annotations = {
      ...copy.metadata.annotations,
      "deployment.kubernetes.io/revision": String(revision),
    };
    return copy;
  });
}

function scale(cluster: Cluster, { metadata, spec }: ReplicaSet, replicas: number): void {
  if (spec.replicas === replicas) return;
  cluster.store.update<ReplicaSet>(
    resourceNamed("replicasets"),
    metadata.namespace,
    metadata.name,
    (copy) => {
      copy.spec.replicas = replicas;
      return copy;
    },
  );
}

function writeStatus(
  cluster: Cluster,
  deployment: Deployment,
  current: ReplicaSet | undefined,
  sets: readonly ReplicaSet[],
): void {
  const { name, namespace, generation, creationTimestamp = "" } = deployment.metadata;
  const sum = (field: string) => sets.reduce((total, { status }) => total + Number(status?.[field] ?? 0), 0);
  const wanted = deployment.spec.replicas ?? 1;
  const ready = sum("readyReplicas");
  const updated = Number(current?.status?.replicas ?? 0);
  const done = current !== undefined && ready >= wanted && updated >= wanted && sum("replicas") === wanted;
  const deadline = (deployment.spec.progressDeadlineSeconds ?? 600) * 1000 * cluster.options.pace;
  const late = !done && Date.now() - Date.parse(creationTimestamp) > deadline;
  const progressing: Condition = {
    type: "Progressing",
    status: late ? "False" : "True",
    reason: done ? "NewReplicaSetAvailable" : late ? "ProgressDeadlineExceeded" : "ReplicaSetUpdated",
    message: `ReplicaSet "${current?.metadata.name ?? name}" ${done ? "has successfully progressed" : late ? "has timed out progressing" : "is progressing"}.`,
  };
  const enough = ready >= wanted;
  const available: Condition = {
    type: "Available",
    status: enough ? "True" : "False",
    reason: enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: `Deployment ${enough ? "has" : "does not have"} minimum availability.`,
  };
  const failure = ((current?.status?.conditions ?? []) as Condition[]).find(
    ({ type }) => type === "ReplicaFailure",
  );
  cluster.store.update<Deployment>(resourceNamed("deployments"), namespace, name, (copy) => {
    const before = (copy.status?.conditions ?? []).filter(({ type }) => type !== "ReplicaFailure");
    let conditions = withCondition(withCondition(before, available), progressing);
    if (failure !== undefined) conditions = withCondition(conditions, failure);
    copy.status = {
      observedGeneration: generation,
      ...nonZero({
        ...{ replicas: sum("replicas"), updatedReplicas: updated, readyReplicas: ready },
        ...{ availableReplicas: ready, unavailableReplicas: Math.max(0, wanted - ready) },
      }),
      conditions,
    };
    return copy;
  });
}

function nonZero(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}
