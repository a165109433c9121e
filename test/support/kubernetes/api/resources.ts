/** A resource that the stand-in serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  /** The name in URLs, e.g. `pods`. */
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
}

function resource(
  group: string,
  plural: string,
  kind: string,
  more: Partial<Pick<Resource, "namespaced" | "shortNames" | "subresources">> = {},
): Resource {
  return { group, version: "v1", plural, kind, namespaced: true, shortNames: [], subresources: [], ...more };
}

/** All of them, in the order in which discovery lists them. */
export const resources: readonly Resource[] = [
  resource("", "namespaces", "Namespace", {
    namespaced: false,
    shortNames: ["ns"],
    subresources: ["status"],
  }),
  resource("", "nodes", "Node", { namespaced: false, shortNames: ["no"], subresources: ["status"] }),
  resource("", "pods", "Pod", { shortNames: ["po"], subresources: ["status", "log", "exec", "attach"] }),
  resource("", "configmaps", "ConfigMap", { shortNames: ["cm"] }),
  resource("", "secrets", "Secret"),
  resource("", "serviceaccounts", "ServiceAccount", { shortNames: ["sa"] }),
  resource("", "resourcequotas", "ResourceQuota", { shortNames: ["quota"], subresources: ["status"] }),
  resource("", "persistentvolumeclaims", "PersistentVolumeClaim", {
    shortNames: ["pvc"],
    subresources: ["status"],
  }),
  resource("", "events", "Event", { shortNames: ["ev"] }),
  resource("apps", "deployments", "Deployment", {
    shortNames: ["deploy"],
    subresources: ["status", "scale"],
  }),
  resource("apps", "replicasets", "ReplicaSet", { shortNames: ["rs"], subresources: ["status", "scale"] }),
  resource("apps", "statefulsets", "StatefulSet", { shortNames: ["sts"], subresources: ["status", "scale"] }),
  resource("events.k8s.io", "events", "Event", { shortNames: ["ev"] }),
];

/** `v1`, `apps/v1`: what objects carry as `apiVersion`. */
export function apiVersion({ group, version }: Pick<Resource, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** `pods`, `deployments.apps`: how error messages name a resource. */
export function qualifiedName({ group, plural }: Pick<Resource, "group" | "plural">): string {
  return group === "" ? plural : `${plural}.${group}`;
}

export function findResource(group: string, version: string, plural: string): Resource | undefined {
  return resources.find((each) => each.group === group && each.version === version && each.plural === plural);
}

/** The resource of a core or apps name, such as `pods`. Throws when there is none. */
export function resourceNamed(plural: string): Resource {
  const found = resources.find((each) => each.plural === plural);
  if (found === undefined) throw new Error(`the stand-in has no resource ${plural}`);
  return found;
}
