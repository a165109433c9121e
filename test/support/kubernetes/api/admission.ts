import type { Cluster } from "../cluster.js";
import type { KubeObject, Pod } from "./objects.js";
import { podSecurityViolations } from "./pod-security.js";
import { checkQuotas } from "./quota.js";
import type { Resource } from "./resources.js";
import { forbidden } from "./status.js";

/**
 * What a server looks at before it stores a new object: the test's own refusals (as an admission webhook has them), the
 * service account, the namespace's level of pod security, and its quotas. Throws an ApiError (403).
 */
export function admit(
  cluster: Cluster,
  resource: Resource,
  namespace: string | undefined,
  object: KubeObject,
): void {
  cluster.refusals.check(object);
  if (resource.plural === "pods") {
    const pod = object as Pod;
    const account = pod.spec.serviceAccountName ?? "default";
    if (cluster.store.find("serviceaccounts", namespace, account) === undefined) {
      const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
      throw forbidden(resource, pod.metadata.name, why);
    }
    const labels = cluster.store.find("namespaces", undefined, namespace ?? "")?.metadata.labels ?? {};
    const level = labels["pod-security.kubernetes.io/enforce"] ?? "privileged";
    const version = labels["pod-security.kubernetes.io/enforce-version"] ?? "latest";
    const violations = podSecurityViolations(level, pod);
    if (violations.length > 0) {
      const why = `violates PodSecurity "${level}:${version}": ${violations.join(", ")}`;
      throw forbidden(resource, pod.metadata.name, why);
    }
  }
  checkQuotas(cluster.store, resource, namespace, object);
}
