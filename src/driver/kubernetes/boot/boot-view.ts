import { setTimeout as sleep } from "node:timers/promises";
import { isSlipwayError, SlipwayError, throwIfCanceled } from "../../../errors/index.js";
import {
  kinds,
  type ObjectSelector,
  type ResourceKind,
  type WatchedObject,
  watchList,
} from "../../../kube/index.js";
import type { WorkloadPlan } from "../objects/plan.js";
import { workloadKind } from "../objects/workload.js";
import { findWorkload, labelSelector, type NodePlace } from "../pods/observe.js";
import { isReady, type KubeEvent, type Pod, type Workload } from "../pods/pod.js";

/** Between two looks where the cluster lets nobody watch, milliseconds. */
const lookPause = 250;
/** The same for events: they are many. A boot that is quicker never asks for them. */
const eventPause = 1_000;
/** So many pods that do not come up are looked at; the others have the same reasons. */
const lookedAt = 3;

/**
 * What a cluster says of a node that boots, as it says it: its workload, its pods, and after a second the events of
 * those that are not up.
 */
export class BootView {
  readonly #place: NodePlace;
  readonly #plan: WorkloadPlan;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  readonly #begun = Date.now();
  readonly #events = new Map<string, readonly KubeEvent[]>();
  readonly #firstSeen = new Map<string, number>();
  #mayReadEvents = true;
  #workload: Workload | undefined;
  #pods: readonly Pod[] | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #wake = () => {};

  constructor(place: NodePlace, plan: WorkloadPlan, signal: AbortSignal | undefined) {
    this.#place = place;
    this.#plan = plan;
    const { signal: ended } = this.#ended;
    this.#signal = signal === undefined ? ended : AbortSignal.any([ended, signal]);
    for (const following of [this.#followWorkload(), this.#followPods()]) {
      following.catch((reason: unknown) => {
        this.#failure ??= { reason };
        this.#wake();
      });
    }
  }

  /** Undefined until the cluster has said it. Throws what it says instead. */
  get now(): { readonly workload: Workload; readonly pods: readonly Pod[] } | undefined {
    if (this.#failure !== undefined) throw this.#failure.reason;
    if (this.#workload === undefined || this.#pods === undefined) return undefined;
    return { workload: this.#workload, pods: this.#pods };
  }

  /** Milliseconds since a pod was first seen. */
  ageOf({ metadata: { name } }: Pod): number {
    const now = Date.now();
    return now - (this.#firstSeen.get(name) ?? now);
  }

  /** What is noted of a pod and of its claims. */
  eventsOf(pod: Pod): readonly KubeEvent[] {
    return [...claimsOf(pod).map(eventsOfClaim), eventsOfPod(pod)].flatMap(
      (field) => this.#events.get(field) ?? [],
    );
  }

  /** What is noted of the workload. */
  get workloadEvents(): readonly KubeEvent[] {
    return this.#events.get(this.#eventsOfWorkload()) ?? [];
  }

  /** Resolves when something has changed, at the latest after so many milliseconds. Throws `canceled`. */
  async changed(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    if (Date.now() - this.#begun >= eventPause) this.#followEvents();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#signal.addEventListener("abort", this.#wake, { once: true });
    });
    this.#signal.removeEventListener("abort", this.#wake);
    throwIfCanceled(signal);
  }

  /** Ends the connections. */
  close(): void {
    this.#ended.abort();
  }

  /** Who may look at workloads one by one need not be allowed to list them. */
  async #followWorkload(): Promise<void> {
    const kind = workloadKind(this.#plan);
    const field = `metadata.name=${this.#plan.name}`;
    try {
      await this.#follow<Workload>(kind, { field }, lookPause, ([workload]) => this.#seeWorkload(workload));
    } catch (reason) {
      if (!isSlipwayError(reason) || reason.details.status !== 403) throw reason;
    }
    for (;;) {
      this.#seeWorkload(await findWorkload(this.#place, this.#plan, { signal: this.#signal }));
      this.#wake();
      await sleep(lookPause, undefined, { signal: this.#signal });
    }
  }

  #seeWorkload(workload: Workload | undefined): void {
    this.#workload = workload;
    if (workload !== undefined) return;
    const { name } = this.#plan;
    throw new SlipwayError("boot-failed", `${name} was removed from the cluster while it was booted`, {
      hint: "another command, or a controller of the cluster, has removed it",
    });
  }

  #followPods(): Promise<void> {
    const label = labelSelector(this.#plan);
    return this.#follow<Pod>(kinds.pod, { label }, lookPause, (pods) => {
      this.#pods = pods.toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
      for (const { metadata } of pods)
        if (!this.#firstSeen.has(metadata.name)) this.#firstSeen.set(metadata.name, Date.now());
    });
  }

  /** Those of all that is not up and not followed yet. Not everybody may read events, and nothing depends on them alone. */
  #followEvents(): void {
    const waiting = (this.#pods ?? []).filter((pod) => !isReady(pod)).slice(0, lookedAt);
    const wanted = waiting.flatMap((pod) => [...claimsOf(pod).map(eventsOfClaim), eventsOfPod(pod)]);
    for (const field of [this.#eventsOfWorkload(), ...wanted]) {
      if (!this.#mayReadEvents || this.#events.has(field)) continue;
      this.#events.set(field, []);
      this.#follow<KubeEvent & WatchedObject>(kinds.event, { field }, eventPause, (events) => {
        this.#events.set(field, events);
      }).catch((reason: unknown) => {
        if (isSlipwayError(reason, "cluster-unreachable"))
          setTimeout(() => this.#events.delete(field), eventPause).unref();
        else this.#mayReadEvents = false;
      });
    }
  }

  async #follow<Kind extends WatchedObject>(
    kind: ResourceKind,
    selector: ObjectSelector,
    pause: number,
    seen: (objects: readonly Kind[]) => void,
  ): Promise<void> {
    const { client, namespace } = this.#place;
    const options = { signal: this.#signal, pause };
    for await (const objects of watchList<Kind>(client, kind, namespace, selector, options)) {
      seen(objects);
      this.#wake();
    }
  }

  #eventsOfWorkload(): string {
    return eventsOf(this.#plan.options.claim === undefined ? "Deployment" : "StatefulSet", this.#plan.name);
  }
}

const eventsOf = (kind: string, name: string) => `involvedObject.kind=${kind},involvedObject.name=${name}`;
const eventsOfPod = ({ metadata }: Pod) => eventsOf("Pod", metadata.name);
const eventsOfClaim = (claim: string) => eventsOf("PersistentVolumeClaim", claim);

function claimsOf(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
}
