import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError, throwIfCanceled } from "../../../errors/index.js";
import type { StepReporter } from "../../../progress/index.js";
import type { WorkloadPlan } from "../objects/plan.js";
import { EventReader, findWorkload, lastLines, listPods, type NodePlace } from "../pods/observe.js";
import { isReady, type KubeEvent, type Pod, type Workload } from "../pods/pod.js";
import type { Cause } from "./cause.js";
import { podCause } from "./pod-cause.js";
import { workloadCause } from "./workload-cause.js";

/** How often is looked, and how long a failure that may pass is given, milliseconds. */
export interface Pace {
  readonly look: number;
  readonly grace: number;
}

const usualPace: Pace = { look: 250, grace: 2_500 };
/** Between two readings of the events, milliseconds: they are many. */
const eventPause = 1_000;

/** What is known at one moment. */
interface Sight {
  readonly workload: Workload;
  readonly pods: readonly Pod[];
  readonly causes: readonly Cause[];
}

/**
 * Waits until a node's pods are ready. What keeps them from it is told as soon as it can be seen; what will not mend by
 * itself ends the wait.
 *
 * @throws SlipwayError `boot-failed` that says why the pods do not come up, `out-of-memory`; `timeout`, `canceled`, and
 * what the cluster answers
 */
export async function waitReady(
  place: NodePlace,
  plan: WorkloadPlan,
  step: StepReporter,
  signal: AbortSignal | undefined,
  pace: Pace = usualPace,
): Promise<void> {
  const { timeout, replicas } = plan.options;
  const started = Date.now();
  const watcher = new PodWatcher(place, plan, started);
  const since = new Map<string, number>();
  let told: string | undefined;
  for (;;) {
    const sight = await watcher.look(signal);
    const ready = sight.workload.status?.readyReplicas ?? 0;
    if (ready >= replicas) return;
    const now = Date.now();
    for (const key of since.keys())
      if (!sight.causes.some((cause) => keyOf(cause) === key)) since.delete(key);
    for (const cause of sight.causes) if (!since.has(keyOf(cause))) since.set(keyOf(cause), now);
    const [worst] = sight.causes;
    if (worst !== undefined && worst.message !== told) {
      told = worst.message;
      step.log(`${told}\n`);
    }
    const fatal = sight.causes.find(
      (cause) =>
        cause.weight === "final" ||
        (cause.weight === "lasting" && now - (since.get(keyOf(cause)) ?? now) >= pace.grace),
    );
    if (fatal !== undefined) throw await failure(place, plan, fatal, signal);
    if (now - started >= timeout) throw await overdue(place, plan, ready, worst, signal);
    await sleep(Math.min(pace.look, Math.max(1, started + timeout - now)), undefined, { signal }).catch(
      () => undefined,
    );
    throwIfCanceled(signal);
  }
}

/** One failure has several words in turn, such as ErrImagePull and ImagePullBackOff: the pod is what it is told by. */
const keyOf = ({ pod, reason, weight }: Cause) => `${weight}:${pod ?? reason}`;

class PodWatcher {
  readonly #events: EventReader;
  readonly #firstSeen = new Map<string, number>();
  #known: Awaited<ReturnType<EventReader["read"]>> = {
    workload: [],
    pods: new Map<string, readonly KubeEvent[]>(),
  };
  #readAt: number;

  constructor(
    readonly place: NodePlace,
    readonly plan: WorkloadPlan,
    started: number,
  ) {
    this.#events = new EventReader(place);
    this.#readAt = started;
  }

  async look(signal: AbortSignal | undefined): Promise<Sight> {
    const { place, plan } = this;
    const [workload, pods] = await Promise.all([
      findWorkload(place, plan, { signal }),
      listPods(place, plan, { signal }),
    ]);
    if (workload === undefined) {
      throw new SlipwayError("boot-failed", `${plan.name} was removed from the cluster while it was booted`, {
        hint: "another command, or a controller of the cluster, has removed it",
      });
    }
    const now = Date.now();
    for (const { metadata } of pods)
      if (!this.#firstSeen.has(metadata.name)) this.#firstSeen.set(metadata.name, now);
    if (now - this.#readAt >= eventPause) {
      this.#known = await this.#events.read(plan, pods, { signal });
      this.#readAt = Date.now();
    }
    const causes = [
      workloadCause(workload, this.#known.workload),
      ...pods.map((pod) => this.#causeOf(pod, now)),
    ];
    return { workload, pods, causes: causes.flatMap((cause) => cause ?? []).sort(byWeight) };
  }

  #causeOf(pod: Pod, now: number): Cause | undefined {
    const { name } = pod.metadata;
    const ageMs = now - (this.#firstSeen.get(name) ?? now);
    return podCause(pod, this.#known.pods.get(name) ?? [], { patient: this.plan.options.patient, ageMs });
  }
}

const weights: readonly Cause["weight"][] = ["final", "lasting", "passing"];
const byWeight = (one: Cause, other: Cause) => weights.indexOf(one.weight) - weights.indexOf(other.weight);

async function failure(
  place: NodePlace,
  plan: WorkloadPlan,
  { reason, message, hint, pod, crashed }: Cause,
  signal: AbortSignal | undefined,
): Promise<SlipwayError> {
  const logs =
    pod === undefined || crashed === undefined ? [] : await lastLines(place, pod, crashed, { signal });
  const last = logs.at(-1);
  return new SlipwayError(
    reason === "OOMKilled" ? "out-of-memory" : "boot-failed",
    `${message}${last === undefined ? "" : `: ${last}`}`,
    {
      hint,
      details: {
        reason,
        namespace: place.namespace,
        name: plan.name,
        ...(pod === undefined ? {} : { pod }),
        logs,
      },
    },
  );
}

async function overdue(
  place: NodePlace,
  plan: WorkloadPlan,
  ready: number,
  worst: Cause | undefined,
  signal: AbortSignal | undefined,
): Promise<SlipwayError> {
  const { replicas } = plan.options;
  const expected = `expected ${replicas} replicas to be ready, got ${ready}`;
  if (worst !== undefined) {
    const why = await failure(place, plan, worst, signal);
    return why.copyWith({ code: "timeout", message: `${expected}: ${why.message}` });
  }
  const pods = await listPods(place, plan, { signal }).catch(() => []);
  const phases = pods.filter((pod) => !isReady(pod)).map(stateOf);
  const state = phases.length > 0 ? phases.join(", ") : pods.length === 0 ? "there are no pods" : "";
  return new SlipwayError("timeout", `${expected}${state && `: ${state}`}`, {
    hint: "the driver option timeout waits longer",
    details: { namespace: place.namespace, name: plan.name },
  });
}

/** How far a pod has come. */
function stateOf({ metadata, status }: Pod): string {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const running = all.filter(({ state }) => state?.running).map(({ name }) => `its container ${name} runs`);
  const waiting = all.flatMap(({ name, state }) =>
    state?.waiting?.reason === undefined ? [] : `its container ${name} waits (${state.waiting.reason})`,
  );
  return [`pod ${metadata.name} is ${status?.phase ?? "unknown"}`, ...running, ...waiting].join(", ");
}
