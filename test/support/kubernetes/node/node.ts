import { arch, cpus, totalmem } from "node:os";
import { engineGet, engineRequest } from "../../engine.js";
import type { KubeObject, Pod } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import type { Change } from "../api/store.js";
import type { Cluster } from "../cluster.js";
import { PodWorker } from "./pod-worker.js";

/** The one node of a cluster: runs the pods that the scheduler gives it as containers of the engine. */
export class ClusterNode {
  readonly #workers = new Map<string, PodWorker>();

  constructor(private readonly cluster: Cluster) {
    cluster.store.on("change", (change) => this.#follow(change));
  }

  /** The engine's id of a container that runs; undefined when it does not. */
  runningContainer({ metadata }: Pod, container: string): string | undefined {
    return this.#workers.get(metadata.uid ?? "")?.runningContainer(container);
  }

  /** The engine's id of a container whose log can be read: the present one, or the one before it. */
  loggedContainer({ metadata }: Pod, container: string, previous: boolean): string | undefined {
    return this.#workers.get(metadata.uid ?? "")?.loggedContainer(container, previous);
  }

  /** Ends a pod for good, with these words in its status and in an event. */
  async evict({ metadata }: Pod, message: string): Promise<void> {
    await this.#workers.get(metadata.uid ?? "")?.evict(message);
  }

  /** Ends all pods and removes every container and volume that carries the cluster's label. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.abandon()));
    const filters = encodeURIComponent(
      JSON.stringify({ label: Object.entries(this.cluster.labels).map((pair) => pair.join("=")) }),
    );
    const containers = await engineGet<{ Id: string }[]>(`/containers/json?all=1&filters=${filters}`);
    await Promise.all(
      (containers ?? []).map(({ Id }) => engineRequest("DELETE", `/containers/${Id}?force=1&v=1`)),
    );
    const found = await engineGet<{ Volumes: { Name: string }[] | null }>(`/volumes?filters=${filters}`);
    for (const { Name } of found?.Volumes ?? []) await engineRequest("DELETE", `/volumes/${Name}?force=1`);
  }

  #follow({ type, resource, object }: Change): void {
    if (resource.plural !== "pods") return;
    const pod = object as Pod;
    const uid = pod.metadata.uid ?? "";
    const worker = this.#workers.get(uid);
    if (type === "DELETED") {
      this.#workers.delete(uid);
      void worker?.abandon();
    } else if (worker === undefined) {
      if (pod.spec.nodeName !== this.cluster.options.node.name) return;
      const added = new PodWorker(this.cluster, pod);
      this.#workers.set(uid, added);
      added.start();
    } else if (pod.metadata.deletionTimestamp !== undefined) worker.terminate(pod);
  }
}

/** What a test may say of the node. */
export interface NodeOptions {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly cpu: string;
  readonly memory: string;
}

export const defaultNode: NodeOptions = {
  name: "slipway-node",
  labels: {},
  taints: [],
  cpu: String(cpus().length),
  memory: `${Math.floor(totalmem() / 1024)}Ki`,
};

/** The node's object. */
export function nodeObject({ name, labels, taints, cpu, memory }: NodeOptions): KubeObject {
  const amounts = { cpu, memory, pods: "110", "ephemeral-storage": "100Gi" };
  const architecture = arch() === "x64" ? "amd64" : arch();
  return {
    apiVersion: "v1",
    kind: resourceNamed("nodes").kind,
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture,
        ...labels,
      },
    },
    spec: { ...(taints.length === 0 ? {} : { taints }) },
    status: {
      capacity: amounts,
      allocatable: amounts,
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
      nodeInfo: { operatingSystem: "linux", architecture, kubeletVersion: "v1.34.0" },
    },
  };
}
