import { conditionOf, isReady, type KubeEvent, type Pod } from "../pods/pod.js";
import type { Cause } from "./cause.js";
import { containerCause } from "./container-cause.js";
import { schedulingCause } from "./scheduling-cause.js";

const quotedLength = 600;

/** Events that tell what keeps a pod from starting, and what a person can do. */
const telling: Readonly<
  Record<string, { readonly weight: Cause["weight"]; readonly what: string; readonly hint?: string }>
> = {
  FailedMount: { weight: "lasting", what: "a volume of pod NAME cannot be mounted" },
  FailedAttachVolume: { weight: "lasting", what: "a volume of pod NAME cannot be attached" },
  FailedMapVolume: { weight: "lasting", what: "a volume of pod NAME cannot be mounted" },
  FailedCreatePodSandBox: {
    weight: "lasting",
    what: "pod NAME gets no sandbox",
    hint: "this is for the cluster's administrator: its network or its container runtime fails",
  },
  FailedCreatePodContainer: { weight: "lasting", what: "the containers of pod NAME cannot be made" },
  NetworkNotReady: { weight: "lasting", what: "the machine of pod NAME has no network yet" },
  FailedSync: { weight: "passing", what: "pod NAME cannot be brought up" },
  Unhealthy: {
    weight: "passing",
    what: "the daemon in pod NAME does not answer yet",
  },
};

/** Why a pod does not come up; undefined when nothing says so, and for a pod that is up or on its way out. */
export function podCause(
  pod: Pod,
  events: readonly KubeEvent[],
  context: { readonly patient: boolean; readonly ageMs: number },
): Cause | undefined {
  if (isReady(pod) || pod.metadata.deletionTimestamp) return undefined;
  const { status } = pod;
  if (status?.phase === "Failed") return failedPod(pod);
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const container of containers) {
    const cause = containerCause(pod, container);
    if (cause !== undefined) return cause;
  }
  const unscheduled = conditionOf(status?.conditions, "PodScheduled", "False");
  if (unscheduled !== undefined) return schedulingCause(pod, unscheduled, events, context.patient);
  return eventCause(pod, events) ?? unseenPod(pod, context.ageMs);
}

/** A pod that a machine took and gave up. */
function failedPod({ metadata: { name }, status }: Pod): Cause {
  const reason = status?.reason || "Failed";
  const said = (status?.message ?? "").trim().slice(0, quotedLength);
  return {
    reason,
    weight: "lasting",
    pod: name,
    message: `pod ${name} has failed (${reason})${said && `: ${said}`}`,
    hint:
      reason === "Evicted"
        ? "its machine ran short of something: requests.memory and requests.ephemeral-storage reserve it"
        : undefined,
  };
}

function eventCause({ metadata: { name } }: Pod, events: readonly KubeEvent[]): Cause | undefined {
  for (const { type, reason = "", message = "" } of events.toReversed()) {
    const known = type === "Warning" && Object.hasOwn(telling, reason) ? telling[reason] : undefined;
    if (known === undefined) continue;
    const what = known.what.replace("NAME", name);
    return {
      reason,
      weight: known.weight,
      pod: name,
      message: `${what}: ${message.trim().slice(0, quotedLength)}`,
      hint: known.hint,
    };
  }
  return undefined;
}

/** After so many milliseconds a scheduler that is there has said something. */
const schedulerSilence = 4_000;

function unseenPod({ metadata: { name }, spec, status }: Pod, ageMs: number): Cause | undefined {
  if (
    ageMs < schedulerSilence ||
    (status?.conditions ?? []).length > 0 ||
    (status?.containerStatuses ?? []).length > 0
  ) {
    return undefined;
  }
  const scheduler = spec?.schedulerName ?? "default-scheduler";
  const chosen = scheduler !== "default-scheduler";
  return {
    reason: "NotScheduled",
    weight: chosen ? "final" : "passing",
    pod: name,
    message: `no scheduler has looked at pod ${name}: it waits for ${JSON.stringify(scheduler)}`,
    hint: chosen ? "the driver option schedulername names a scheduler that runs in the cluster" : undefined,
  };
}
