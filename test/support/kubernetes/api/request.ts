import { findResource, type Resource } from "./resources.js";

/** What a request of the API asks for, as authorization and the records of a test see it. */
export interface ApiRequest {
  readonly method: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  /** Empty for a collection. */
  readonly name: string;
  /** `status`, `log`, `exec`; empty for the object itself. */
  readonly subresource: string;
  readonly query: URLSearchParams;
}

/** Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined when the path is none of a resource. */
export function parseRequest(method: string, url: URL): ApiRequest | undefined {
  const parts = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const [root, first = "", second = ""] = parts;
  const [group, version, ...rest] =
    root === "api" ? ["", first, ...parts.slice(2)] : [first, second, ...parts.slice(3)];
  if ((root !== "api" && root !== "apis") || rest.length === 0) return undefined;
  const inNamespace = rest[0] === "namespaces" && rest.length > 2 && rest[2] !== "status";
  const namespace = inNamespace ? rest[1] : undefined;
  const [plural = "", name = "", subresource = "", ...more] = inNamespace ? rest.slice(2) : rest;
  const resource = findResource(group, version, plural);
  if (resource === undefined || more.length > 0) return undefined;
  if (subresource !== "" && !resource.subresources.includes(subresource)) return undefined;
  if (resource.namespaced && namespace === undefined && name !== "") return undefined;
  const query = url.searchParams;
  const verb = verbOf(method, name, subresource, query);
  return { method, verb, resource, namespace, name, subresource, query };
}

function verbOf(method: string, name: string, subresource: string, query: URLSearchParams): string {
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === "" ? "deletecollection" : "delete";
    default:
      if (isTrue(query.get("watch")) && subresource === "") return "watch";
      return name === "" ? "list" : "get";
  }
}

export function isTrue(value: string | null): boolean {
  return value === "true" || value === "1";
}
