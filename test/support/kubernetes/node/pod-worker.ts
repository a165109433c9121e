import { engineGet } from "../../engine.js";
import { type Condition, type Container, type Pod, type PodStatus, timestamp } from "../api/objects.js";
import { resourceNamed } from "../api/resources.js";
import { withCondition } from "../api/tables.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";
import { ContainerRunner } from "./container-runner.js";
import { MountError, prepareVolumes, removeVolumes } from "./volumes.js";
import { stopped, wait } from "./wait.js";

/** Runs one pod on the node, from its volumes to its end, and keeps its status true. */
export class PodWorker {
  readonly #stop = new AbortController();
  readonly #init: ContainerRunner[];
  readonly #main: ContainerRunner[];
  readonly #startTime = timestamp();
  #finished: Promise<void> = Promise.resolve();
  #podIP: string | undefined;
  #ending: Promise<void> | undefined;
  #evicted: string | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly pod: Pod,
  ) {
    const runner = (container: Container) =>
      new ContainerRunner(cluster, pod, container, this.#stop.signal, () => this.#publish());
    this.#init = (pod.spec.initContainers ?? []).map(runner);
    this.#main = pod.spec.containers.map(runner);
  }

  /** Begins; apart from the constructor, so that who follows the pod's changes knows its worker. */
  start(): void {
    this.#finished = this.#run().catch((error: unknown) => {
      if (!stopped(this.#stop.signal)) this.event("Warning", "FailedSync", String(error));
    });
  }

  runningContainer(name: string): string | undefined {
    return this.#runner(name)?.runningId;
  }

  loggedContainer(name: string, previous: boolean): string | undefined {
    const runner = this.#runner(name);
    return previous ? runner?.previousId : runner?.id;
  }

  /** Ends the pod as a deletion does: with a signal, after the grace period by force; then the object goes. */
  terminate({ metadata }: Pod): void {
    const grace = metadata.deletionGracePeriodSeconds ?? 30;
    this.#ending ??= this.#terminate(grace);
  }

  /** Ends the pod for good, as a node does that runs out of something; its object stays, and says why. */
  async evict(message: string): Promise<void> {
    this.#evicted = message;
    this.event("Warning", "Evicted", message);
    await Promise.all(this.#main.map((runner) => runner.stop(0)));
    this.#publish();
  }

  /** Ends the pod at once, whatever its object says. */
  async abandon(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
    await Promise.allSettled(this.#main.map((runner) => runner.ended));
    await Promise.all([...this.#init, ...this.#main].map((runner) => runner.remove()));
    await removeVolumes(this.cluster, this.pod);
  }

  #runner(name: string): ContainerRunner | undefined {
    return [...this.#init, ...this.#main].find(({ container }) => container.name === name);
  }

  async #terminate(grace: number): Promise<void> {
    await Promise.all(
      this.#main.map((runner) => {
        if (runner.runningId !== undefined)
          this.event("Normal", "Killing", `Stopping container ${runner.container.name}`);
        return runner.stop(grace);
      }),
    );
    await this.abandon();
    this.cluster.store.remove(resourceNamed("pods"), this.pod.metadata.namespace, this.pod.metadata.name);
  }

  event(type: "Normal" | "Warning", reason: string, message: string): void {
    recordEvent(this.cluster.store, this.pod, "kubelet", type, reason, message);
  }

  async #run(): Promise<void> {
    this.#publish();
    const sources = await this.#mount();
    for (const runner of this.#init) await runner.runToSuccess(sources, this.#network());
    for (const runner of this.#main) runner.initialized();
    const [first, ...others] = this.#main;
    const started = first?.start(sources, this.#network());
    await started;
    this.#podIP = await this.#address(first?.id);
    this.#publish();
    await Promise.all(others.map((runner) => runner.start(sources, this.#network(first?.id))));
    await Promise.all(this.#main.map((runner) => runner.ended));
    this.#publish();
  }

  /** The containers of a pod share the network of the first. */
  #network(first?: string): string {
    if (this.pod.spec.hostNetwork === true) return "host";
    const { network } = this.cluster.options;
    return first === undefined || network === "host" ? network : `container:${first}`;
  }

  async #address(container: string | undefined): Promise<string> {
    const found = await engineGet<{ NetworkSettings: { IPAddress: string } }>(
      `/containers/${container}/json`,
    );
    return found?.NetworkSettings.IPAddress || "127.0.0.1";
  }

  async #mount(): Promise<ReadonlyMap<string, string>> {
    for (;;) {
      try {
        return await prepareVolumes(this.cluster, this.pod);
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
        this.event("Warning", "FailedMount", error.message);
        await wait(1_000, this.#stop.signal);
      }
    }
  }

  #publish(): void {
    const { store } = this.cluster;
    const { namespace, name, uid } = this.pod.metadata;
    if (store.find<Pod>("pods", namespace, name)?.metadata.uid !== uid) return;
    store.update<Pod>(resourceNamed("pods"), namespace, name, (copy) => {
      copy.status = { ...copy.status, ...this.#status(copy.status) };
      return copy;
    });
  }

  #status(before: PodStatus | undefined): PodStatus {
    const initialized = this.#init.every(({ succeeded }) => succeeded);
    const ready = this.#main.every((runner) => runner.status.ready);
    const unready = this.#main
      .filter((runner) => !runner.status.ready)
      .map(({ container }) => container.name);
    const why = {
      reason: "ContainersNotReady",
      message: `containers with unready status: [${unready.join(" ")}]`,
    };
    const set = (conditions: Condition[], type: string, holds: boolean, otherwise = {}) =>
      withCondition(conditions, { type, status: holds ? "True" : "False", ...(holds ? {} : otherwise) });
    let conditions = set(before?.conditions ?? [], "Initialized", initialized, {
      reason: "ContainersNotInitialized",
    });
    conditions = set(conditions, "Ready", ready, why);
    conditions = set(conditions, "ContainersReady", ready, why);
    return {
      phase: this.#evicted === undefined ? this.#phase() : "Failed",
      ...(this.#evicted === undefined ? {} : { reason: "Evicted", message: this.#evicted }),
      conditions,
      hostIP: "127.0.0.1",
      startTime: this.#startTime,
      ...(this.#podIP === undefined ? {} : { podIP: this.#podIP, podIPs: [{ ip: this.#podIP }] }),
      // As they are now: what the store holds must not change behind the back of those who watch it.
      ...(this.#init.length === 0
        ? {}
        : { initContainerStatuses: this.#init.map(({ status }) => structuredClone(status)) }),
      containerStatuses: this.#main.map(({ status }) => structuredClone(status)),
      qosClass: "BestEffort",
    };
  }

  #phase(): string {
    const restarts = this.pod.spec.restartPolicy ?? "Always";
    if (restarts !== "Always" && this.#main.every(({ final }) => final !== undefined))
      return this.#main.every(({ final }) => final === 0) ? "Succeeded" : "Failed";
    return this.#main.some(({ hasRun }) => hasRun) ? "Running" : "Pending";
  }
}
