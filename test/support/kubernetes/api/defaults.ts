import type { Container, KubeObject, PodSpec, PodTemplate, Probe } from "./objects.js";

/** Fills in what the server fills in where a client says nothing, as far as it is looked at. Changes the object. */
export function setDefaults(object: KubeObject): void {
  const spec = object.spec as Record<string, unknown> | undefined;
  switch (object.kind) {
    case "Pod":
      podDefaults(spec as unknown as PodSpec);
      break;
    case "Deployment":
      fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
      fill(spec, {
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } },
      });
      templateDefaults(spec);
      break;
    case "ReplicaSet":
      fill(spec, { replicas: 1 });
      templateDefaults(spec);
      break;
    case "StatefulSet":
      fill(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: "OrderedReady" });
      fill(spec, { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } } });
      fill(spec, { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" } });
      templateDefaults(spec);
      break;
    case "PersistentVolumeClaim":
      fill(spec, { volumeMode: "Filesystem", storageClassName: "standard" });
      object.status ??= { phase: "Pending" };
  }
}

function fill(target: object | undefined, defaults: Readonly<Record<string, unknown>>): void {
  const fields = target as Record<string, unknown> | undefined;
  if (fields === undefined) return;
  for (const [name, value] of Object.entries(defaults)) fields[name] ??= value;
}

function templateDefaults(spec: Record<string, unknown> | undefined): void {
  const template = spec?.template as PodTemplate | undefined;
  if (template?.spec) podDefaults(template.spec);
}

function podDefaults(spec: PodSpec): void {
  fill(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
  });
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) containerDefaults(container);
  for (const { configMap } of spec.volumes ?? []) if (configMap) fill(configMap, { defaultMode: 0o644 });
}

function containerDefaults(container: Container): void {
  const tag = /:([^:/@]+)$/.exec(container.image ?? "")?.[1] ?? "latest";
  fill(container, {
    imagePullPolicy: tag === "latest" && !container.image.includes("@") ? "Always" : "IfNotPresent",
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    resources: {},
  });
  for (const probe of [container.readinessProbe, container.livenessProbe, container.startupProbe])
    if (probe) probeDefaults(probe);
}

function probeDefaults(probe: Probe): void {
  fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
}
