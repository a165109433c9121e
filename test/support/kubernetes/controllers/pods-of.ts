import { createHash } from "node:crypto";
import { deleteObject } from "../api/deletion.js";
import { createObject } from "../api/handlers.js";
import type { Condition, KubeObject, OwnerReference, Pod, PodTemplate, ReplicaSet } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import { ApiError } from "../api/status.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";

/** A reference to the controller of an object. */
export function ownerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid = "" } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The objects of a resource that an object controls. */
export function controlledBy<T extends KubeObject>(cluster: Cluster, owner: KubeObject, plural: string): T[] {
  return cluster.store
    .list<T>(plural, owner.metadata.namespace)
    .filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === owner.metadata.uid),
    );
}

/** A short text that differs with the template. */
export function templateHash(template: PodTemplate): string {
  const digest = createHash("sha256").update(JSON.stringify(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => "bcdfghjklmnpqrstvwxz2456789"[byte % 27]).join("");
}

/** Whether the pod has ended for good. */
export function isOver({ status }: Pod): boolean {
  return status?.phase === "Failed" || status?.phase === "Succeeded";
}

export function isReady({ status, metadata }: Pod): boolean {
  const ready = status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True");
  return metadata.deletionTimestamp === undefined && ready === true;
}

/**
 * Makes a pod for its controller. When the server refuses it, an event of the controller says so, and the refusal is
 * returned as a condition.
 */
export function createPod(
  cluster: Cluster,
  owner: ReplicaSet,
  name: { readonly name?: string; readonly generateName?: string },
  component: string,
  spec: Pod["spec"] = owner.spec.template.spec,
): Condition | undefined {
  const { labels, annotations } = owner.spec.template.metadata ?? {};
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "",
      ...name,
      labels: { ...labels, ...owner.metadata.labels, ...labels },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: structuredClone(spec),
    status: { phase: "Pending" },
  };
  try {
    const made = createObject(cluster, resourceNamed("pods"), owner.metadata.namespace, pod);
    const words =
      owner.kind === "StatefulSet"
        ? `create Pod ${made.metadata.name} in StatefulSet ${owner.metadata.name} successful`
        : `Created pod: ${made.metadata.name}`;
    recordEvent(cluster.store, owner, component, "Normal", "SuccessfulCreate", words);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message } = error;
    const words =
      owner.kind === "StatefulSet"
        ? `create Pod ${name.name} in StatefulSet ${owner.metadata.name} failed error: ${message}`
        : `Error creating: ${message}`;
    recordEvent(cluster.store, owner, component, "Warning", "FailedCreate", words);
    return { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message };
  }
}

export function deletePod(cluster: Cluster, { metadata }: Pod): void {
  if (metadata.deletionTimestamp !== undefined) return;
  const { name, namespace } = metadata;
  deleteObject(
    cluster,
    { resource: resourceNamed("pods"), namespace, name, query: new URLSearchParams() },
    {},
  );
}
