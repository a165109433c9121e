import { kinds, type NamedObject, type ResourceKind } from "../../../kube/index.js";
import type { ConfigMount } from "./config-maps.js";
import { annotationsOf, labelsOf, type WorkloadPlan } from "./plan.js";
import { stateVolume, volumesOf } from "./volumes.js";

/** Name of the daemon's container. */
export const daemonContainer = "buildkitd";

/** Whether the daemon answers. */
const probe = {
  exec: { command: ["buildctl", "debug", "workers"] },
  failureThreshold: 3,
  initialDelaySeconds: 5,
  periodSeconds: 30,
  successThreshold: 1,
  timeoutSeconds: 60,
};

/** What a node's pods belong to: a StatefulSet where they have claims, else a Deployment. */
export function workloadKind({ options }: Pick<WorkloadPlan, "options">): ResourceKind {
  return options.claim === undefined ? kinds.deployment : kinds.statefulSet;
}

/** The Deployment or StatefulSet of a node, as docker-buildx makes it too. */
export function workload(plan: WorkloadPlan, configs: readonly ConfigMount[]): NamedObject {
  const { name, options } = plan;
  const labels = labelsOf(plan);
  const annotations = annotationsOf(plan);
  const metadata = { labels, ...(annotations === undefined ? {} : { annotations }) };
  const spec = {
    replicas: options.replicas,
    selector: { matchLabels: labels },
    template: { metadata, spec: podSpec(plan, configs) },
  };
  const named = { apiVersion: "apps/v1", metadata: { name, ...metadata } };
  if (options.claim === undefined) return { ...named, kind: "Deployment", spec } as NamedObject;
  return {
    ...named,
    kind: "StatefulSet",
    spec: {
      ...spec,
      serviceName: daemonContainer,
      podManagementPolicy: "Parallel",
      volumeClaimTemplates: [claimTemplate(options.claim)],
    },
  } as NamedObject;
}

/** The names that a cluster gives to the claims of the node's pods. */
export function claimName({ name }: Pick<WorkloadPlan, "name">): RegExp {
  return new RegExp(`^${stateVolume}-${name.replaceAll(".", "\\.")}-\\d+$`);
}

function claimTemplate(storage: string): object {
  return {
    metadata: { name: stateVolume },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}

function podSpec(plan: WorkloadPlan, configs: readonly ConfigMount[]): object {
  const { options } = plan;
  const { volumes, mounts } = volumesOf(plan, configs);
  return {
    ...(options.serviceAccount === undefined ? {} : { serviceAccountName: options.serviceAccount }),
    ...(options.schedulerName === undefined ? {} : { schedulerName: options.schedulerName }),
    ...(options.nodeSelector === undefined ? {} : { nodeSelector: options.nodeSelector }),
    ...(options.tolerations === undefined ? {} : { tolerations: options.tolerations }),
    ...(options.qemuImage === undefined ? {} : { initContainers: [qemuContainer(options.qemuImage)] }),
    containers: [container(plan, mounts)],
    ...(volumes.length === 0 ? {} : { volumes }),
  };
}

/** Registers QEMU with the machine's kernel, for other platforms than its own. */
function qemuContainer(image: string): object {
  return { name: "qemu", image, args: ["--install", "all"], securityContext: { privileged: true } };
}

function container({ options, flags }: WorkloadPlan, mounts: readonly object[]): object {
  // A rootless daemon cannot make what the sandbox of a step's processes needs.
  const args = options.rootless ? [...flags, "--oci-worker-no-process-sandbox"] : flags;
  const { requests, limits } = options;
  const resources = {
    ...(Object.keys(requests).length === 0 ? {} : { requests }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
  return {
    name: daemonContainer,
    image: options.image,
    ...(args.length === 0 ? {} : { args }),
    ...(options.environment.length === 0 ? {} : { env: options.environment }),
    securityContext: options.rootless ? { seccompProfile: { type: "Unconfined" } } : { privileged: true },
    readinessProbe: probe,
    livenessProbe: probe,
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
  };
}
