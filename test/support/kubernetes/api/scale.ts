import type { KubeObject, ReplicaSet } from "./objects.js";
import type { ApiRequest } from "./request.js";
import type { Store } from "./store.js";

/** What `kubectl scale` reads and writes in place of the object. */
export function getScale(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { spec, status } = object as ReplicaSet;
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: status?.replicas ?? 0 },
  };
}

export function putScale(store: Store, request: ApiRequest, replicas: number): KubeObject {
  return store.update<ReplicaSet>(request.resource, request.namespace, request.name, (current) => ({
    ...current,
    spec: { ...current.spec, replicas },
  }));
}
