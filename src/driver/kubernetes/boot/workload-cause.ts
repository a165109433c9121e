import { conditionOf, type KubeEvent, type Workload } from "../pods/pod.js";
import type { Cause } from "./cause.js";

const quotedLength = 800;

/** What a refusal to make pods comes of, by its words. */
const refusals: readonly (readonly [RegExp, string, string])[] = [
  [
    /exceeded quota|must specify (requests|limits|cpu|memory)|failed quota/i,
    "ExceededQuota",
    "the namespace's quota decides: ask for what it allows (driver options requests.* and limits.*), or take another namespace",
  ],
  [
    /PodSecurity|pod security/i,
    "PodSecurity",
    "the namespace lets no privileged pods in: the driver option rootless=true needs less, and namespace takes another one",
  ],
  [
    /admission webhook|denied the request|denied request/i,
    "AdmissionDenied",
    "a policy of the cluster refuses such pods: its administrator knows what it asks for",
  ],
  [
    /serviceaccount .*not found|service account .*not found/i,
    "ServiceAccountNotFound",
    "the driver option serviceaccount names a service account of the namespace",
  ],
  [
    /security context constraint/i,
    "SecurityContextConstraint",
    "the service account may not run privileged pods: the driver option serviceaccount names another one",
  ],
  [
    /maximum .* usage per|minimum .* usage per|LimitRange/i,
    "LimitRange",
    "the namespace limits what a pod may ask for: change the driver options requests.* and limits.*",
  ],
  [/PriorityClass/i, "PriorityClass", "the cluster has no such priority class"],
];

/**
 * Why a Deployment or StatefulSet does not get pods at all; undefined when nothing says so.
 *
 * @param events of the workload itself: a StatefulSet tells it nowhere else
 */
export function workloadCause(
  { metadata, status }: Workload,
  events: readonly KubeEvent[],
): Cause | undefined {
  const failure = conditionOf(status?.conditions, "ReplicaFailure", "True");
  const event = events.findLast(({ type, reason }) => type === "Warning" && reason === "FailedCreate");
  const said = (failure?.message ?? event?.message ?? "").trim().slice(0, quotedLength);
  if (failure === undefined && event === undefined) return undefined;
  const known = refusals.find(([pattern]) => pattern.test(said));
  return {
    reason: known?.[1] ?? failure?.reason ?? "FailedCreate",
    weight: "lasting",
    message: `the cluster makes no pods for ${metadata.name}: ${said || "it does not say why"}`,
    hint: known?.[2],
  };
}
