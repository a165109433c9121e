import { engineRequest, inspectContainer } from "../../engine.js";
import {
  type Container,
  type ContainerStatus,
  type Pod,
  type Terminated,
  timestamp,
} from "../api/objects.js";
import type { Cluster } from "../cluster.js";
import { recordEvent } from "../events.js";
import { ConfigError, containerConfig } from "./container-config.js";
import { startProbes } from "./probes.js";
import { backOffPause, pullImage } from "./pull-image.js";
import { unlessStopped, wait } from "./wait.js";

/** Runs one container of a pod again and again, as its restart policy says. */
export class ContainerRunner {
  /** The engine's ids of the present container and of the one before it. */
  id: string | undefined;
  previousId: string | undefined;
  /** The exit status after which it is not started again. */
  final: number | undefined;
  hasRun = false;
  /** Settles when it is not started again. */
  ended: Promise<void> = Promise.resolve();
  readonly status: ContainerStatus;
  #running = false;
  #crashes = 0;
  #stopping = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly pod: Pod,
    readonly container: Container,
    private readonly signal: AbortSignal,
    private readonly publish: () => void,
  ) {
    const reason = pod.spec.initContainers?.length ? "PodInitializing" : "ContainerCreating";
    this.status = {
      ...{ name: container.name, image: container.image, imageID: "", ready: false, started: false },
      ...{ restartCount: 0, state: { waiting: { reason } }, lastState: {} },
    };
  }

  get runningId(): string | undefined {
    return this.#running ? this.id : undefined;
  }

  get succeeded(): boolean {
    return this.final === 0;
  }

  /** The containers of the pod that prepare it have done so. */
  initialized(): void {
    this.status.state = { waiting: { reason: "ContainerCreating" } };
  }

  /** Runs it until it has ended well. Rejects when the pod is stopped. */
  async runToSuccess(sources: ReadonlyMap<string, string>, network: string): Promise<void> {
    await this.#loop(sources, network, () => undefined);
    this.status.ready = true;
    this.publish();
  }

  /** Starts it, and goes on restarting it; resolves when it has been started once. */
  async start(sources: ReadonlyMap<string, string>, network: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.ended = this.#loop(sources, network, resolve);
      this.ended.then(resolve, reject);
    });
  }

  /** Asks the container to end, and kills it after the grace period (seconds). */
  async stop(grace: number): Promise<void> {
    this.#stopping = true;
    if (this.id !== undefined) await engineRequest("POST", `/containers/${this.id}/stop?t=${grace}`);
  }

  async remove(): Promise<void> {
    for (const id of [this.id, this.previousId])
      if (id !== undefined) await engineRequest("DELETE", `/containers/${id}?force=1&v=1`);
  }

  async #loop(sources: ReadonlyMap<string, string>, network: string, started: () => void): Promise<void> {
    for (;;) {
      this.status.imageID = await pullImage(
        this.container,
        this.cluster.options.pace,
        {
          event: (...said) => this.#event(...said),
          waits: (reason, message) => this.#waits(reason, message),
        },
        this.signal,
      );
      const ended = (await this.#create(sources, network)) ? await this.#run(started) : undefined;
      if (ended !== undefined) {
        this.status.state = { terminated: ended };
        if (this.#isFinal(ended.exitCode)) {
          this.final = ended.exitCode;
          return this.publish();
        }
        this.publish();
      }
      await this.#backOff(ended);
    }
  }

  #isFinal(exitCode: number): boolean {
    const isInit = this.pod.spec.initContainers?.includes(this.container) === true;
    const policy = this.pod.spec.restartPolicy ?? "Always";
    if (isInit && exitCode === 0) return true;
    if (this.#stopping) return true;
    return policy === "Never" || (policy === "OnFailure" && exitCode === 0);
  }

  #waits(reason: string, message: string): void {
    this.status.state = { waiting: { reason, message } };
    this.status.ready = false;
    this.publish();
  }

  /** Whether the container is there; otherwise its state says why not. */
  async #create(sources: ReadonlyMap<string, string>, network: string): Promise<boolean> {
    const { name } = this.container;
    const { metadata } = this.pod;
    const containerName = `${this.cluster.id}_${metadata.name}_${name}_${this.#crashes}`;
    let message: string;
    let reason: string;
    try {
      const config = containerConfig(this.cluster, this.pod, this.container, sources, network);
      const { status, body } = await engineRequest(
        "POST",
        `/containers/create?name=${containerName}`,
        config,
      );
      if (status === 201) {
        if (this.previousId !== undefined)
          await engineRequest("DELETE", `/containers/${this.previousId}?force=1&v=1`);
        this.previousId = this.id;
        this.id = (body as { Id: string }).Id;
        this.status.containerID = `docker://${this.id}`;
        this.#event("Normal", "Created", `Created container: ${name}`);
        return true;
      }
      reason = "CreateContainerError";
      message = (body as { message?: string }).message ?? JSON.stringify(body);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      reason = "CreateContainerConfigError";
      message = error.message;
    }
    this.#event("Warning", "Failed", `Error: ${message}`);
    this.#waits(reason, message);
    return false;
  }

  /** Starts the container and resolves with its end. */
  async #run(started: () => void): Promise<Terminated> {
    const { name } = this.container;
    const startedAt = timestamp();
    const { status, body } = await engineRequest("POST", `/containers/${this.id}/start`);
    if (status >= 400) {
      const { message = "" } = body as { message?: string };
      this.#event("Warning", "Failed", `Error: ${message}`);
      const known = { startedAt: "1970-01-01T00:00:00Z", finishedAt: timestamp() };
      return { exitCode: 128, reason: "StartError", message, ...known };
    }
    this.#running = true;
    this.hasRun = true;
    this.status.state = { running: { startedAt } };
    this.status.started = true;
    this.status.ready = this.container.readinessProbe === undefined;
    this.#event("Normal", "Started", `Started container ${name}`);
    this.publish();
    started();
    const probing = new AbortController();
    this.#probe(AbortSignal.any([this.signal, probing.signal]));
    try {
      return await this.#end(startedAt);
    } finally {
      probing.abort();
      this.#running = false;
      this.status.ready = false;
      this.status.started = false;
    }
  }

  async #end(startedAt: string): Promise<Terminated> {
    const { id = "" } = this;
    await unlessStopped(engineRequest("POST", `/containers/${id}/wait`), this.signal);
    const state = (await inspectContainer(id))?.State as
      | { ExitCode: number; OOMKilled?: boolean }
      | undefined;
    const exitCode = state?.ExitCode ?? 137;
    const reason = state?.OOMKilled === true ? "OOMKilled" : exitCode === 0 ? "Completed" : "Error";
    return { exitCode, reason, startedAt, finishedAt: timestamp(), containerID: `docker://${id}` };
  }

  #probe(signal: AbortSignal): void {
    const { id = "", container } = this;
    const report = {
      event: (type: "Normal" | "Warning", reason: string, message: string) =>
        this.#event(type, reason, message),
      ready: (ready: boolean) => {
        this.status.ready = ready;
        this.publish();
      },
    };
    startProbes(id, container, this.cluster.options.pace, report, signal);
  }

  /** The pause before the next start: none after the first crash, then 10 s, 20 s, and so on. */
  async #backOff(ended: Terminated | undefined): Promise<void> {
    const { name } = this.container;
    const { metadata } = this.pod;
    if (ended === undefined) return wait(1_000, this.signal);
    this.#crashes += 1;
    const pause = this.#crashes === 1 ? 0 : backOffPause(this.#crashes - 2);
    if (pause > 0) {
      const where = `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
      this.#event("Warning", "BackOff", `Back-off restarting failed container ${name} in pod ${where}`);
      this.status.lastState = { terminated: ended };
      const human =
        pause < 60_000 ? `${pause / 1000}s` : `${Math.floor(pause / 60_000)}m${(pause % 60_000) / 1000}s`;
      this.#waits("CrashLoopBackOff", `back-off ${human} restarting failed container=${name} pod=${where}`);
      await wait(pause * this.cluster.options.pace, this.signal);
    }
    this.status.lastState = { terminated: ended };
    this.status.restartCount += 1;
  }

  #event(type: "Normal" | "Warning", reason: string, message: string): void {
    recordEvent(this.cluster.store, this.pod, "kubelet", type, reason, message);
  }
}
