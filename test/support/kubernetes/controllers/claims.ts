import { engineRequest } from "../../engine.js";
import type { Claim } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import type { Change } from "../api/store.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";
import { claimVolume } from "../node/volumes.js";

/** The one storage class that there is. */
const storageClass = "standard";

/** Binds a claim to storage of the known class; one of another class waits, and an event says for what. */
export function reconcileClaim(cluster: Cluster, claim: Claim): void {
  if (claim.status?.phase === "Bound") return;
  const { storageClassName = storageClass, resources } = claim.spec;
  if (storageClassName !== storageClass) {
    const words = `storageclass.storage.k8s.io "${storageClassName}" not found`;
    recordOnce(cluster, claim, words);
    return;
  }
  const { name, namespace, uid } = claim.metadata;
  cluster.store.update<Claim>(resourceNamed("persistentvolumeclaims"), namespace, name, (copy) => {
    copy.spec.volumeName = `pvc-${uid}`;
    copy.status = {
      ...{ phase: "Bound", accessModes: copy.spec.accessModes },
      capacity: { storage: resources?.requests?.storage ?? "0" },
    };
    return copy;
  });
}

function recordOnce(cluster: Cluster, claim: Claim, words: string): void {
  const told = cluster.store
    .list("events", claim.metadata.namespace)
    .some(
      ({ message, involvedObject }) =>
        message === words && (involvedObject as { uid?: string }).uid === claim.metadata.uid,
    );
  if (!told)
    recordEvent(cluster.store, claim, "persistentvolume-controller", "Warning", "ProvisioningFailed", words);
}

/** Removes the storage of a claim that was deleted, once no pod uses it. */
export function releaseClaim(cluster: Cluster, { type, resource, object }: Change): void {
  if (type !== "DELETED" || resource.plural !== "persistentvolumeclaims") return;
  const { name, namespace = "" } = object.metadata;
  void engineRequest("DELETE", `/volumes/${claimVolume(cluster, namespace, name)}?force=1`);
}
