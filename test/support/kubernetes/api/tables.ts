import type { Condition, ContainerStatus, Deployment, KubeObject, Pod, StatefulSet } from "./objects.js";
import { apiVersion, type Resource } from "./resources.js";

/** How a client wants objects: as they are, or as rows of a table, which `kubectl get` prints. */
export type Presentation = "objects" | "table";

interface Column {
  readonly name: string;
  readonly type?: string;
  readonly cell: (object: KubeObject) => string | number;
}

const age: Column = { name: "Age", cell: ({ metadata }) => ageOf(metadata.creationTimestamp) };
const name: Column = { name: "Name", cell: ({ metadata }) => metadata.name };
const status = (object: KubeObject) => (object.status ?? {}) as Record<string, number | undefined>;
const desired = (object: KubeObject) => (object as Deployment | StatefulSet).spec.replicas ?? 1;
const ready: Column = {
  name: "Ready",
  cell: (object) => `${status(object).readyReplicas ?? 0}/${desired(object)}`,
};

const columns: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    name,
    { name: "Ready", cell: (object) => readyContainers(object as Pod) },
    { name: "Status", cell: (object) => podReason(object as Pod) },
    { name: "Restarts", type: "integer", cell: (object) => restarts(object as Pod) },
    age,
  ],
  deployments: [
    name,
    ready,
    { name: "Up-to-date", type: "integer", cell: (object) => status(object).updatedReplicas ?? 0 },
    { name: "Available", type: "integer", cell: (object) => status(object).availableReplicas ?? 0 },
    age,
  ],
  statefulsets: [name, ready, age],
  events: [
    { name: "Last Seen", cell: (object) => ageOf(String(object.lastTimestamp)) },
    { name: "Type", cell: ({ type }) => String(type) },
    { name: "Reason", cell: ({ reason }) => String(reason) },
    {
      name: "Object",
      cell: ({ involvedObject }) => objectName(involvedObject as { kind: string; name: string }),
    },
    { name: "Message", cell: ({ message }) => String(message) },
  ],
  configmaps: [
    name,
    { name: "Data", type: "integer", cell: ({ data }) => Object.keys(data ?? {}).length },
    age,
  ],
};

/** One object, as the client wants it. */
export function present(presentation: Presentation, resource: Resource, object: KubeObject): unknown {
  return presentation === "table" ? table(resource, [object], object.metadata) : object;
}

/** A table of objects with the columns that the server has for their kind. */
export function table(resource: Resource, objects: readonly KubeObject[], metadata: object): unknown {
  const shown = columns[resource.plural] ?? [name, age];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: shown.map((column) => ({
      name: column.name,
      type: column.type ?? "string",
      format: column.name === "Name" ? "name" : "",
      description: "",
      priority: 0,
    })),
    rows: objects.map((object) => ({
      cells: shown.map(({ cell }) => cell(object)),
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

/** The kind of a list, e.g. `PodList`. */
export function listOf(resource: Resource, items: readonly KubeObject[], metadata: object): unknown {
  return { kind: `${resource.kind}List`, apiVersion: apiVersion(resource), metadata, items };
}

function readyContainers({ spec, status: { containerStatuses = [] } = {} }: Pod): string {
  return `${containerStatuses.filter((each) => each.ready).length}/${spec.containers.length}`;
}

function restarts({ status: { containerStatuses = [] } = {} }: Pod): number {
  return containerStatuses.reduce((sum, each) => sum + each.restartCount, 0);
}

function podReason({ metadata, status = {} }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  if (status.reason !== undefined) return status.reason;
  const unfinished = status.initContainerStatuses?.find(({ state }) => state.terminated?.exitCode !== 0);
  if (unfinished !== undefined && unfinished.state.running === undefined)
    return `Init:${stateReason(unfinished) ?? "Pending"}`;
  const reasons = (status.containerStatuses ?? []).map(stateReason);
  return reasons.find((each) => each !== undefined) ?? status.phase ?? "Pending";
}

function stateReason({ state }: ContainerStatus): string | undefined {
  return state.waiting?.reason ?? state.terminated?.reason;
}

function objectName(reference: { kind: string; name: string }): string {
  return `${reference.kind.toLowerCase()}/${reference.name}`;
}

function ageOf(created = ""): string {
  return `${Math.max(0, Math.round((Date.now() - Date.parse(created)) / 1000))}s`;
}

/** Adds or replaces a condition of a status; the time changes only with its value. */
export function withCondition(conditions: readonly Condition[] = [], condition: Condition): Condition[] {
  const before = conditions.find(({ type }) => type === condition.type);
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const time = before?.status === condition.status ? before.lastTransitionTime : now;
  const next = { ...condition, lastTransitionTime: time ?? now };
  return [...conditions.filter(({ type }) => type !== condition.type), next];
}
