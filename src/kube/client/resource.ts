/** A kind of object in a namespace. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** The kinds that BuildKit in a cluster is made of. */
export const kinds = {
  deployment: { group: "apps", version: "v1", plural: "deployments" },
  statefulSet: { group: "apps", version: "v1", plural: "statefulsets" },
  replicaSet: { group: "apps", version: "v1", plural: "replicasets" },
  configMap: { group: "", version: "v1", plural: "configmaps" },
  pod: { group: "", version: "v1", plural: "pods" },
  claim: { group: "", version: "v1", plural: "persistentvolumeclaims" },
  event: { group: "", version: "v1", plural: "events" },
} as const satisfies Readonly<Record<string, ResourceKind>>;

/** What is done to an object, as the cluster's rules for access name it. */
export type Verb = "get" | "list" | "watch" | "create" | "update" | "delete";

/** What a call is about, for messages. */
export interface Deed {
  readonly verb: Verb;
  /** With its group and part: `deployments.apps`, `pods/exec`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name?: string | undefined;
}

/** `deployments.apps`. */
export function resourceName({ group, plural }: ResourceKind, part?: string): string {
  return `${plural}${group === "" ? "" : `.${group}`}${part === undefined ? "" : `/${part}`}`;
}

/** The path of a kind, an object or a part of one, below the server's URL. */
export function resourcePath(
  { group, version, plural }: ResourceKind,
  namespace: string,
  name?: string,
  part?: string,
): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const rest = [plural, name, part].filter((piece) => piece !== undefined).map(encodeURIComponent);
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${rest.join("/")}`;
}
