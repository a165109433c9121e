import { createObject } from "../api/handlers.js";
import type { Claim, Pod, StatefulSet } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import { ApiError } from "../api/status.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";
import { controlledBy, createPod, deletePod, isOver, isReady, templateHash } from "./pods-of.js";
import { noteRefusal, refusedLately } from "./replica-sets.js";

const component = "statefulset-controller";

/** Gives a StatefulSet its numbered pods, each with claims of its own, and its status. Claims outlive it. */
export function reconcileStatefulSet(cluster: Cluster, set: StatefulSet): void {
  const pods = controlledBy<Pod>(cluster, set, "pods");
  const wanted = set.spec.replicas ?? 1;
  const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
  const parallel = set.spec.podManagementPolicy === "Parallel";
  for (let index = 0; index < wanted; index += 1) {
    const name = `${set.metadata.name}-${index}`;
    const pod = pods.find(({ metadata }) => metadata.name === name);
    if (pod === undefined && !refusedLately(cluster, set.metadata.uid)) addPod(cluster, set, name, revision);
    const isOld = pod !== undefined && pod.metadata.labels?.["controller-revision-hash"] !== revision;
    if (pod !== undefined && (isOld || isOver(pod))) deletePod(cluster, pod);
    if (!parallel && (pod === undefined || !isReady(pod))) break;
  }
  for (const pod of pods) {
    const index = Number(/-(\d+)$/.exec(pod.metadata.name)?.[1]);
    if (index >= wanted) deletePod(cluster, pod);
  }

  const { name, namespace, generation } = set.metadata;
  const ready = pods.filter(isReady).length;
  const updated = pods.filter(({ metadata }) => metadata.labels?.["controller-revision-hash"] === revision);
  cluster.store.update<StatefulSet>(resourceNamed("statefulsets"), namespace, name, (copy) => {
    copy.status = {
      ...{ observedGeneration: generation, replicas: pods.length, availableReplicas: ready },
      ...(ready === 0 ? {} : { readyReplicas: ready }),
      ...{ currentReplicas: updated.length, updatedReplicas: updated.length },
      ...{ currentRevision: revision, updateRevision: revision, collisionCount: 0 },
    };
    return copy;
  });
}

function addPod(cluster: Cluster, set: StatefulSet, name: string, revision: string): void {
  const claims = (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    template,
    claim: `${template.metadata.name}-${name}`,
  }));
  for (const { template, claim } of claims) if (!addClaim(cluster, set, template, claim)) return;
  const marks = {
    "controller-revision-hash": revision,
    "statefulset.kubernetes.io/pod-name": name,
    "apps.kubernetes.io/pod-index": String(/-(\d+)$/.exec(name)?.[1] ?? 0),
  };
  const { template } = set.spec;
  const labels = { ...template.metadata?.labels, ...marks };
  // A claim takes the place of a volume of the same name.
  const own = (template.spec.volumes ?? []).filter(
    (volume) => !claims.some((each) => each.template.metadata.name === volume.name),
  );
  const volumes = claims.map((each) => ({
    name: each.template.metadata.name,
    persistentVolumeClaim: { claimName: each.claim },
  }));
  const spec = { ...template.spec, hostname: name, volumes: [...volumes, ...own] };
  const marked = {
    ...set,
    spec: { ...set.spec, template: { metadata: { ...template.metadata, labels }, spec } },
  };
  if (createPod(cluster, marked, { name }, component, spec) !== undefined)
    noteRefusal(cluster, set.metadata.uid);
}

/** Whether the claim is there, or could be made. */
function addClaim(cluster: Cluster, set: StatefulSet, template: Claim, name: string): boolean {
  const { namespace } = set.metadata;
  const claims = resourceNamed("persistentvolumeclaims");
  if (cluster.store.find(claims.plural, namespace, name) !== undefined) return true;
  const subject = `create Claim ${name} Pod ${name.slice(template.metadata.name.length + 1)} in StatefulSet ${set.metadata.name}`;
  try {
    const { labels, annotations } = template.metadata;
    const metadata = { name, labels: { ...labels, ...set.spec.selector.matchLabels }, annotations };
    createObject(cluster, claims, namespace, {
      ...{ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata },
      spec: structuredClone(template.spec),
    });
    recordEvent(cluster.store, set, component, "Normal", "SuccessfulCreate", `${subject} success`);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const words = `${subject} failed error: ${error.message}`;
    recordEvent(cluster.store, set, component, "Warning", "FailedCreate", words);
    noteRefusal(cluster, set.metadata.uid);
    return false;
  }
}
