import { apiVersion, type Resource, resources } from "./resources.js";

/** The version that the stand-in says it has. */
const version = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.0+slipway-test",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "go1.24",
  compiler: "gc",
  platform: "linux/amd64",
};

const groups = ["", "apps", "events.k8s.io", "authorization.k8s.io"];

/** The documents that clients learn the API from, by path; undefined for any other path. */
export function discovery(path: string): unknown {
  switch (path) {
    case "/version":
      return version;
    case "/healthz":
    case "/livez":
    case "/readyz":
      return "ok";
    case "/api":
      return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
    case "/apis":
      return {
        kind: "APIGroupList",
        apiVersion: "v1",
        groups: groups.filter((name) => name !== "").map(groupOf),
      };
    case "/openapi/v3":
      return { paths: Object.fromEntries(groups.map((group) => [openApiPath(group), openApiLink(group)])) };
  }
  const group = groups.find((each) => path === rootOf(each));
  if (group !== undefined) return resourceList(group);
  const described = groups.find((each) => path === `/openapi/v3/${openApiPath(each)}`);
  if (described !== undefined) return openApi(described);
  const alone = groups.find((each) => each !== "" && path === `/apis/${each}`);
  return alone === undefined ? undefined : { kind: "APIGroup", apiVersion: "v1", ...groupOf(alone) };
}

function rootOf(group: string): string {
  return group === "" ? "/api/v1" : `/apis/${group}/v1`;
}

function groupOf(name: string) {
  const only = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [only], preferredVersion: only };
}

/** What `kubectl get all` gets. */
function isCommon(plural: string): boolean {
  return ["pods", "deployments", "replicasets", "statefulsets"].includes(plural);
}

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

function resourceList(group: string) {
  const served = resources.filter((resource) => resource.group === group);
  const entries = served.flatMap(({ plural, kind, namespaced, shortNames, subresources }) => [
    {
      ...{ name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs, shortNames },
      ...(isCommon(plural) ? { categories: ["all"] } : {}),
    },
    ...subresources.map((name) => ({
      ...{
        name: `${plural}/${name}`,
        singularName: "",
        namespaced,
        kind,
        verbs: ["get", "create", "patch", "update"],
      },
    })),
  ]);
  const review = {
    ...{ name: "selfsubjectaccessreviews", singularName: "selfsubjectaccessreview", namespaced: false },
    ...{ kind: "SelfSubjectAccessReview", verbs: ["create"] },
  };
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: apiVersion({ group, version: "v1" }),
    resources: group === "authorization.k8s.io" ? [review] : entries,
  };
}

function openApiPath(group: string): string {
  return rootOf(group).slice(1);
}

function openApiLink(group: string) {
  return { serverRelativeURL: `/openapi/v3/${openApiPath(group)}?hash=1` };
}

/** A description that says no more than that patches take `fieldValidation` and `dryRun`, which kubectl looks for. */
function openApi(group: string) {
  const served = resources.filter((resource) => resource.group === group);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: version.gitVersion },
    paths: Object.fromEntries(
      served.map((resource) => [objectPath(resource), { patch: patchOperation(resource) }]),
    ),
    components: { schemas: {} },
  };
}

function objectPath({ group, plural, namespaced }: Resource): string {
  return `${rootOf(group)}/${namespaced ? "namespaces/{namespace}/" : ""}${plural}/{name}`;
}

function patchOperation({ group, version: apiVersionOfGroup, kind }: Resource) {
  const parameter = (name: string) => ({ name, in: "query", schema: { type: "string" } });
  return {
    "x-kubernetes-action": "patch",
    "x-kubernetes-group-version-kind": { group, version: apiVersionOfGroup, kind },
    parameters: [parameter("dryRun"), parameter("fieldManager"), parameter("fieldValidation")],
    responses: { "200": { description: "OK" } },
  };
}
