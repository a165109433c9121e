/** A container's state: one of the three is there. */
export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string } | null;
  readonly running?: object | null;
  readonly terminated?: {
    readonly exitCode?: number;
    readonly signal?: number;
    readonly reason?: string;
    readonly message?: string;
  } | null;
}

/** How a container of a pod is. */
export interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState | null;
  readonly lastState?: ContainerState | null;
}

/** Of a pod or a workload. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What is looked at of a pod. Everything may be missing, as long as nothing has looked after the pod. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid?: string;
    readonly annotations?: Readonly<Record<string, string>> | null;
    readonly deletionTimestamp?: string | null;
  };
  readonly spec?: {
    readonly schedulerName?: string;
    readonly containers?: readonly { readonly name: string }[] | null;
    readonly volumes?:
      | readonly { readonly persistentVolumeClaim?: { readonly claimName: string } | null }[]
      | null;
  } | null;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly nominatedNodeName?: string;
    readonly conditions?: readonly Condition[] | null;
    readonly initContainerStatuses?: readonly ContainerStatus[] | null;
    readonly containerStatuses?: readonly ContainerStatus[] | null;
  } | null;
}

/** What is looked at of a Deployment or StatefulSet. */
export interface Workload {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly replicas?: number | null } | null;
  readonly status?: {
    readonly readyReplicas?: number;
    readonly conditions?: readonly Condition[] | null;
  } | null;
}

/** What the cluster notes of an object. */
export interface KubeEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly uid?: string } | null;
}

/** The condition of that type when its status is as said. */
export function conditionOf(
  conditions: readonly Condition[] | null | undefined,
  type: string,
  status: "True" | "False",
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type && condition.status === status);
}

/** True for a pod that can be connected to. */
export function isRunning({ metadata, status }: Pod): boolean {
  return status?.phase === "Running" && !metadata.deletionTimestamp;
}

/** True for a pod whose daemon answers. */
export function isReady({ status }: Pod): boolean {
  return conditionOf(status?.conditions, "Ready", "True") !== undefined;
}
