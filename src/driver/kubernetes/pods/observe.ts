import { isSlipwayError, type SlipwayError } from "../../../errors/index.js";
import { type KubeClient, kinds } from "../../../kube/index.js";
import { labelsOf, type WorkloadPlan } from "../objects/plan.js";
import { workloadKind } from "../objects/workload.js";
import { isReady, type KubeEvent, type Pod, type Workload } from "./pod.js";

/** Where a node's objects are. */
export interface NodePlace {
  readonly client: KubeClient;
  readonly namespace: string;
}

interface Scope {
  readonly signal?: AbortSignal | undefined;
}

/** So many pods that do not come up are looked at; the others have the same reasons. */
const lookedAt = 3;

/** The node's Deployment or StatefulSet; undefined when there is none. Throws what the cluster answers else. */
export async function findWorkload(
  { client, namespace }: NodePlace,
  plan: WorkloadPlan,
  scope: Scope = {},
): Promise<Workload | undefined> {
  try {
    return await client.get<Workload>(workloadKind(plan), namespace, plan.name, scope);
  } catch (reason) {
    if (isSlipwayError(reason, "not-found")) return undefined;
    throw reason;
  }
}

/** The node's pods, by name. */
export async function listPods(
  { client, namespace }: NodePlace,
  plan: WorkloadPlan,
  scope: Scope = {},
): Promise<readonly Pod[]> {
  const label = Object.entries(labelsOf(plan))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
  const pods = await client.list<Pod>(kinds.pod, namespace, { label }, scope);
  return pods.toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
}

/** What is noted of the node's objects. Not everybody may read it: then nothing is. */
export class EventReader {
  readonly #place: NodePlace;
  #refused: SlipwayError | undefined;

  constructor(place: NodePlace) {
    this.#place = place;
  }

  /** Of the workload, and by name of the pods that are not up, each with its claims'. */
  async read(
    plan: WorkloadPlan,
    pods: readonly Pod[],
    scope: Scope,
  ): Promise<{
    readonly workload: readonly KubeEvent[];
    readonly pods: ReadonlyMap<string, readonly KubeEvent[]>;
  }> {
    const kind = plan.options.claim === undefined ? "Deployment" : "StatefulSet";
    const waiting = pods.filter((pod) => !isReady(pod)).slice(0, lookedAt);
    const [workload, ...ofPods] = await Promise.all([
      this.#of(kind, plan.name, scope),
      ...waiting.map(async (pod) => {
        const claims = (pod.spec?.volumes ?? []).flatMap(
          ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
        );
        const lists = await Promise.all([
          ...claims.map((claim) => this.#of("PersistentVolumeClaim", claim, scope)),
          this.#of("Pod", pod.metadata.name, scope),
        ]);
        return [pod.metadata.name, lists.flat()] as const;
      }),
    ]);
    return { workload: workload ?? [], pods: new Map(ofPods) };
  }

  async #of(kind: string, name: string, scope: Scope): Promise<readonly KubeEvent[]> {
    if (this.#refused !== undefined) return [];
    const { client, namespace } = this.#place;
    const field = `involvedObject.kind=${kind},involvedObject.name=${name}`;
    try {
      return await client.list<KubeEvent>(kinds.event, namespace, { field }, scope);
    } catch (reason) {
      if (!isSlipwayError(reason) || reason.code === "canceled") throw reason;
      if (reason.code !== "cluster-unreachable") this.#refused = reason;
      return [];
    }
  }
}

/** The last lines of a container; none when they may not be read. */
export async function lastLines(
  { client, namespace }: NodePlace,
  pod: string,
  { container, previous }: { readonly container: string; readonly previous: boolean },
  scope: Scope,
): Promise<readonly string[]> {
  const lines = await client
    .logs(namespace, pod, { container, previous, tailLines: 20, ...scope })
    .catch(() => "");
  return lines.split(/\r?\n/).filter((line) => line.trim() !== "");
}
