import type { Duplex } from "node:stream";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import { kinds, type ResourceKind } from "../../kube/index.js";
import { parsePlatform } from "../../oci/platform.js";
import type {
  Driver,
  DriverConnectOptions,
  DriverOperationOptions,
  DriverReplica,
  DriverStatus,
} from "../contract/driver.js";
import { type DriverFeatures, ownDaemonFeatures } from "../contract/driver-features.js";
import { bootNode, refused } from "./boot/boot-node.js";
import { configMounts } from "./objects/config-maps.js";
import { platformAnnotation, type WorkloadPlan } from "./objects/plan.js";
import { workloadKind } from "./objects/workload.js";
import { choosePod } from "./pods/choose-pod.js";
import { connectPod } from "./pods/connect-pod.js";
import { explainLoss } from "./pods/explain-loss.js";
import { findWorkload, listPods, type NodePlace } from "./pods/observe.js";
import { isRunning } from "./pods/pod.js";

/** A node that is a Deployment or a StatefulSet of a cluster. */
export class KubernetesDriver implements Driver {
  readonly name = "kubernetes";
  readonly isFar = true;
  readonly features: DriverFeatures;
  readonly #place: NodePlace;
  readonly #plan: WorkloadPlan;
  /** The pod of the last connection. */
  #connected: { readonly name: string; readonly restarts: number } | undefined;

  constructor(place: NodePlace, plan: WorkloadPlan) {
    this.#place = place;
    this.#plan = plan;
    this.features = { ...ownDaemonFeatures, defaultLoad: plan.options.defaultLoad };
  }

  /** A cluster that cannot be asked has no daemon that could be used; booting says why. */
  async status({ signal }: DriverOperationOptions = {}): Promise<DriverStatus> {
    try {
      const found = await findWorkload(this.#place, this.#plan, { signal });
      if (found === undefined) return "inactive";
      return (found.status?.readyReplicas ?? 0) > 0 ? "running" : "stopped";
    } catch (reason) {
      if (isSlipwayError(reason, "canceled")) throw reason;
      return "inactive";
    }
  }

  async boot(options: DriverOperationOptions = {}): Promise<void> {
    if ((await this.status(options)) === "running") return;
    await bootNode(this.#place, this.#plan, options);
  }

  /** A Deployment runs until it is removed. */
  async stop(): Promise<void> {}

  /** Claims stay whatever is asked for: they are the user's data. */
  async remove({ signal }: DriverOperationOptions = {}): Promise<void> {
    await this.#delete(workloadKind(this.#plan), this.#plan.name, signal);
    for (const { configMap } of configMounts(this.#plan)) {
      await this.#delete(kinds.configMap, configMap.metadata.name, signal);
    }
  }

  async connect({ signal, affinity }: DriverConnectOptions = {}): Promise<Duplex> {
    const pods = (await listPods(this.#place, this.#plan, { signal })).filter(isRunning);
    const names = pods.map(({ metadata }) => metadata.name);
    const chosen = choosePod(names, this.#plan.options.loadBalance, affinity ?? "");
    const pod = pods.find(({ metadata }) => metadata.name === chosen);
    if (pod === undefined) {
      throw new SlipwayError("daemon-unreachable", "no running buildkit pods found", {
        hint: "`slipway inspect --bootstrap` brings the builder up",
        details: { name: this.#plan.name, namespace: this.#place.namespace },
      });
    }
    const restarts = pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
    this.#connected = { name: pod.metadata.name, restarts };
    return connectPod(this.#place, pod, signal);
  }

  async explainLoss({ signal }: DriverOperationOptions = {}): Promise<SlipwayError | undefined> {
    const connected = this.#connected;
    if (connected === undefined) return undefined;
    return explainLoss(this.#place, await listPods(this.#place, this.#plan, { signal }), connected, signal);
  }

  /** Builds of one directory go to one pod; with `random` each goes where it happens to. */
  connectionKey(affinity: string | undefined): string | undefined {
    return this.#plan.options.loadBalance === "random" ? undefined : (affinity ?? "");
  }

  async replicas({ signal }: DriverOperationOptions = {}): Promise<readonly DriverReplica[]> {
    const pods = await listPods(this.#place, this.#plan, { signal });
    return pods.filter(isRunning).map(({ metadata }) => ({
      name: metadata.name,
      platforms: (metadata.annotations?.[platformAnnotation] ?? "")
        .split(",")
        .filter((platform) => platform !== "")
        .map((platform) => parsePlatform(platform)),
    }));
  }

  /** The daemon says it itself or not at all. */
  async version(): Promise<undefined> {}

  async #delete(kind: ResourceKind, name: string, signal: AbortSignal | undefined): Promise<void> {
    const { client, namespace } = this.#place;
    try {
      await client.delete(kind, namespace, name, { signal });
    } catch (reason) {
      if (isSlipwayError(reason, "not-found")) return;
      throw refused("Delete", kind, { metadata: { name } }, reason);
    }
  }
}
