import type { Cluster } from "../cluster.js";
import { type KubeObject, type Pod, timestamp } from "./objects.js";
import type { ApiRequest } from "./request.js";
import { type Resource, resources } from "./resources.js";
import { conflict, deleted } from "./status.js";

interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/**
 * Deletes an object as the server does: a pod that runs is marked and goes when its containers have ended; what an
 * object owns goes after it, unless the client leaves it as orphans. Returns what is answered.
 */
export function deleteObject(
  cluster: Cluster,
  request: Pick<ApiRequest, "resource" | "namespace" | "name" | "query">,
  given: unknown,
): unknown {
  const { store } = cluster;
  const { resource, namespace, name, query } = request;
  const object = store.get<KubeObject>(resource, namespace, name);
  const options = (given ?? {}) as DeleteOptions;
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== object.metadata.uid) throw conflict(resource, name);
  if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion)
    throw conflict(resource, name);
  if (query.get("dryRun") === "All") return object;
  const policy = options.propagationPolicy ?? query.get("propagationPolicy") ?? undefined;
  const grace = options.gracePeriodSeconds ?? numberOf(query.get("gracePeriodSeconds"));

  if (resource.plural === "pods") {
    const { spec } = object as Pod;
    if (spec.nodeName !== undefined) return markPod(cluster, object as Pod, resource, grace);
  }
  if (policy === "Orphan" || options.orphanDependents === true) orphanDependents(cluster, object);
  store.remove(resource, namespace, name);
  return deleted(resource, name, object.metadata.uid ?? "");
}

function numberOf(text: string | null): number | undefined {
  return text === null ? undefined : Number(text);
}

function markPod({ store }: Cluster, pod: Pod, resource: Resource, grace: number | undefined): KubeObject {
  const { name, namespace } = pod.metadata;
  const seconds = grace ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  return store.update<Pod>(resource, namespace, name, (copy) => {
    copy.metadata.deletionTimestamp ??= timestamp(new Date(Date.now() + seconds * 1000));
    copy.metadata.deletionGracePeriodSeconds = seconds;
    return copy;
  });
}

/** Every object that another one owns. */
export function dependentsOf({ store }: Cluster, owner: KubeObject): [Resource, KubeObject][] {
  return resources
    .filter(({ group }) => group !== "events.k8s.io")
    .flatMap((resource) =>
      store.list(resource.plural).map((each): [Resource, KubeObject] => [resource, each]),
    )
    .filter(([, { metadata }]) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid));
}

function orphanDependents(cluster: Cluster, owner: KubeObject): void {
  for (const [resource, { metadata }] of dependentsOf(cluster, owner)) {
    cluster.store.update(resource, metadata.namespace, metadata.name, (copy) => {
      copy.metadata.ownerReferences = copy.metadata.ownerReferences?.filter(
        ({ uid }) => uid !== owner.metadata.uid,
      );
      return copy;
    });
  }
}
