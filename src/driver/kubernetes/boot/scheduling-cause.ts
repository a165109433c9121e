import type { Condition, KubeEvent, Pod } from "../pods/pod.js";
import type { Cause } from "./cause.js";

const quotedLength = 800;

/** Someone is making room: another machine, or other pods going. */
const helpers = new Set(["TriggeredScaleUp", "Nominated", "Preempting", "ScaleUp"]);

/** What is missing by the scheduler's words, and the driver options that ask for it. */
const wants: readonly (readonly [RegExp, string])[] = [
  [
    /Insufficient (cpu|memory|ephemeral-storage)/,
    "ask for less (driver options requests.cpu, requests.memory, requests.ephemeral-storage, limits.*), or add machines",
  ],
  [
    /node affinity|node selector|didn't match Pod's node/i,
    "no machine has the labels of the driver option nodeselector",
  ],
  [
    /untolerated taint|had taint/i,
    "the driver option tolerations lets the pods run on machines with a taint",
  ],
  [/Too many pods/i, "the machines are full: add one, or ask for fewer replicas"],
  [
    /volume node affinity|persistentvolume/i,
    "a claim's volume is on another machine, or there is none: see `kubectl get pvc`",
  ],
];

/**
 * Why no machine takes a pod.
 *
 * @param events of the pod and of its claims
 * @param patient the user said how long to wait, as is wanted where machines are added on demand
 */
export function schedulingCause(
  { metadata: { name }, status }: Pod,
  { reason = "Unschedulable", message = "" }: Condition,
  events: readonly KubeEvent[],
  patient: boolean,
): Cause {
  const said = message.trim().slice(0, quotedLength);
  const claim = claimCause(name, said, events);
  if (claim !== undefined) return claim;
  const help = Boolean(status?.nominatedNodeName) || events.some((event) => helpers.has(event.reason ?? ""));
  const unbound = /unbound immediate PersistentVolumeClaims|waiting for .*volume/i.test(said);
  const gated = reason === "SchedulingGated";
  const known = wants.find(([pattern]) => pattern.test(said));
  return {
    reason,
    weight: help || unbound || gated || patient ? "passing" : "lasting",
    pod: name,
    message: `no machine of the cluster can take pod ${name}: ${said || reason}`,
    hint: `${known?.[1] ?? "`kubectl describe nodes` shows what the machines have left"}; with the driver option timeout it is waited for`,
  };
}

/** A claim for which no volume will come. */
function claimCause(pod: string, said: string, events: readonly KubeEvent[]): Cause | undefined {
  if (!/PersistentVolumeClaim|persistentvolume/i.test(said)) return undefined;
  const failed = events.findLast(
    ({ involvedObject, reason, message = "" }) =>
      involvedObject?.kind === "PersistentVolumeClaim" &&
      (reason === "ProvisioningFailed" ||
        (reason === "FailedBinding" && /no storage class|no persistent volumes/i.test(message))),
  );
  if (failed === undefined) return undefined;
  return {
    reason: failed.reason ?? "ProvisioningFailed",
    weight: "lasting",
    pod,
    message: `the claim ${failed.involvedObject?.name ?? ""} of pod ${pod} gets no volume: ${(failed.message ?? "").trim().slice(0, quotedLength)}`,
    hint: "the cluster needs a default storage class that provisions volumes: `kubectl get storageclass`",
  };
}
