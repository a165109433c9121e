import { SlipwayError } from "../../../errors/index.js";
import type { StepReporter } from "../../../progress/index.js";
import type { WorkloadPlan } from "../objects/plan.js";
import { lastLines, listPods, type NodePlace } from "../pods/observe.js";
import { isReady, type Pod } from "../pods/pod.js";
import { BootView } from "./boot-view.js";
import type { Cause } from "./cause.js";
import { podCause } from "./pod-cause.js";
import { workloadCause } from "./workload-cause.js";

/** How long a failure that may pass is given, milliseconds. */
const usualGrace = 2_500;
/** What depends on time alone is looked at so often, milliseconds; all else when the cluster says it. */
const tick = 250;

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
  grace = usualGrace,
): Promise<void> {
  const { timeout, replicas } = plan.options;
  const started = Date.now();
  const view = new BootView(place, plan, signal);
  const since = new Map<string, number>();
  const outOfMemory = new Map<string, Cause>();
  let told: string | undefined;
  try {
    for (;;) {
      const sight = view.now;
      const ready = sight?.workload.status?.readyReplicas ?? 0;
      if (ready >= replicas && sight !== undefined) return;
      const causes = sight === undefined ? [] : causesIn(sight, view, plan);
      const now = Date.now();
      for (const key of since.keys()) if (!causes.some((cause) => keyOf(cause) === key)) since.delete(key);
      for (const cause of causes) if (!since.has(keyOf(cause))) since.set(keyOf(cause), now);
      for (const cause of causes)
        if (cause.reason === "OOMKilled" && cause.pod !== undefined) outOfMemory.set(cause.pod, cause);
      const [worst] = causes;
      if (worst !== undefined && worst.message !== told) {
        told = worst.message;
        step.log(`${told}\n`);
      }
      const fatal = causes.find(
        (cause) =>
          cause.weight === "final" ||
          (cause.weight === "lasting" && now - (since.get(keyOf(cause)) ?? now) >= grace),
      );
      if (fatal !== undefined) {
        // Of the second time the cluster may know only that the container was killed.
        const killed = fatal.crashed && outOfMemory.get(fatal.pod ?? "");
        throw await failure(place, plan, killed ?? fatal, signal);
      }
      if (now - started >= timeout) throw await overdue(place, plan, ready, worst, signal);
      await view.changed(Math.min(tick, Math.max(1, started + timeout - now)), signal);
    }
  } finally {
    view.close();
  }
}

/** One failure has several words in turn, such as ErrImagePull and ImagePullBackOff: the pod is what it is told by. */
const keyOf = ({ pod, reason, weight }: Cause) => `${weight}:${pod ?? reason}`;

function causesIn(
  { workload, pods }: NonNullable<BootView["now"]>,
  view: BootView,
  { options: { patient } }: WorkloadPlan,
): Cause[] {
  const causes = [
    workloadCause(workload, view.workloadEvents),
    ...pods.map((pod) => podCause(pod, view.eventsOf(pod), { patient, ageMs: view.ageOf(pod) })),
  ];
  return causes.flatMap((cause) => cause ?? []).sort(byWeight);
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
