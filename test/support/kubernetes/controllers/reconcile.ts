import { deleteObject } from "../api/deletion.js";
import type { Claim, Deployment, KubeObject, Pod, ReplicaSet, StatefulSet } from "../api/objects.js";
import { resources } from "../api/resources.js";
import type { Cluster } from "../cluster.js";
import { reconcileClaim } from "./claims.js";
import { reconcileDeployment } from "./deployments.js";
import { reconcileReplicaSet } from "./replica-sets.js";
import { schedule } from "./scheduler.js";
import { reconcileStatefulSet } from "./stateful-sets.js";

/** Leads every object a step to what it asks for. What that changes leads to the next step. */
export function reconcile(cluster: Cluster): void {
  const { store } = cluster;
  collectGarbage(cluster);
  for (const deployment of store.list<Deployment>("deployments")) reconcileDeployment(cluster, deployment);
  for (const set of store.list<ReplicaSet>("replicasets")) reconcileReplicaSet(cluster, set);
  for (const set of store.list<StatefulSet>("statefulsets")) reconcileStatefulSet(cluster, set);
  for (const claim of store.list<Claim>("persistentvolumeclaims")) reconcileClaim(cluster, claim);
  for (const pod of store.list<Pod>("pods")) if (pod.spec.nodeName === undefined) schedule(cluster, pod);
}

/** Deletes what is owned only by objects that are gone, or lies in a namespace that is. */
function collectGarbage(cluster: Cluster): void {
  const { store } = cluster;
  const served = resources.filter(({ group }) => group !== "events.k8s.io");
  const all = served.flatMap((resource) =>
    store.list<KubeObject>(resource.plural).map((object) => ({ resource, object })),
  );
  const present = new Set(all.map(({ object }) => object.metadata.uid));
  for (const { resource, object } of all) {
    const { name, namespace, ownerReferences = [], deletionTimestamp } = object.metadata;
    const orphaned = ownerReferences.length > 0 && !ownerReferences.some(({ uid }) => present.has(uid));
    const homeless =
      resource.namespaced && store.find("namespaces", undefined, namespace ?? "") === undefined;
    if ((orphaned || homeless) && deletionTimestamp === undefined)
      deleteObject(cluster, { resource, namespace, name, query: new URLSearchParams() }, {});
  }
}
