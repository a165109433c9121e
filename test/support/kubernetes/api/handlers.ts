import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "../cluster.js";
import { wrongField } from "../protobuf/check-fields.js";
import { admit } from "./admission.js";
import { decodeBody, readBody } from "./body.js";
import { setDefaults } from "./defaults.js";
import { deleteObject } from "./deletion.js";
import type { KubeObject } from "./objects.js";
import { applyPatch } from "./patches.js";
import type { ApiRequest } from "./request.js";
import { qualifiedName, type Resource } from "./resources.js";
import { getScale, putScale } from "./scale.js";
import { fieldMatcher, labelMatcher } from "./selectors.js";
import { ApiError, badRequest, conflict, notFound } from "./status.js";
import { listOf, type Presentation, present, table } from "./tables.js";
import { validate } from "./validation.js";
import { streamWatch } from "./watch-stream.js";

type Response = ServerResponse<IncomingMessage>;

/** Carries out a request for objects, which is authorized already. Throws an ApiError when it cannot be. */
export async function handleObjects(
  cluster: Cluster,
  request: ApiRequest,
  incoming: IncomingMessage,
  response: Response,
): Promise<void> {
  const presentation = /as=Table/.test(incoming.headers.accept ?? "") ? "table" : "objects";
  const { store } = cluster;
  const { resource, namespace, name } = request;
  if (request.verb === "watch") return streamWatch(store, request, presentation, response);
  if (request.subresource === "scale") return handleScale(cluster, request, incoming, response);
  if (request.verb === "get") {
    return answer(response, 200, present(presentation, resource, store.get(resource, namespace, name)));
  }
  if (request.verb === "list") return answer(response, 200, list(cluster, request, presentation));

  const body = await readBody(incoming);
  const given = decodeBody(body, incoming.headers["content-type"]);
  const dryRun = request.query.get("dryRun") === "All";
  switch (request.verb) {
    case "create":
      return answer(response, 201, createObject(cluster, resource, namespace, given as KubeObject, dryRun));
    case "update":
      return answer(response, 200, update(cluster, request, given as KubeObject));
    case "patch":
      return answer(
        response,
        ...patch(cluster, request, given, incoming.headers["content-type"] ?? "", dryRun),
      );
    case "delete":
      return answer(response, 200, deleteObject(cluster, request, given));
    default: {
      const { items } = list(cluster, request, "objects") as { items: KubeObject[] };
      for (const { metadata } of items) deleteObject(cluster, { ...request, name: metadata.name }, given);
      return answer(response, 200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
    }
  }
}

export function answer(response: Response, code: number, body: unknown): void {
  const text = typeof body === "string" ? body : `${JSON.stringify(body)}\n`;
  const type = typeof body === "string" ? "text/plain" : "application/json";
  response.writeHead(code, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) }).end(text);
}

function list(cluster: Cluster, request: ApiRequest, presentation: Presentation): unknown {
  const { resource, namespace, query, name } = request;
  const hasLabels = labelMatcher(query.get("labelSelector"));
  const hasFields = fieldMatcher(query.get("fieldSelector"));
  const items = cluster.store
    .list(resource.plural, namespace)
    .filter(
      (object) => hasLabels(object) && hasFields(object) && (name === "" || name === object.metadata.name),
    );
  const metadata = { resourceVersion: String(cluster.store.version) };
  return presentation === "table" ? table(resource, items, metadata) : listOf(resource, items, metadata);
}

/** Creates an object as a client does: with admission, validation and defaults. */
export function createObject(
  cluster: Cluster,
  resource: Resource,
  namespace: string | undefined,
  given: KubeObject | undefined,
  dryRun = false,
): KubeObject {
  if (typeof given !== "object" || given === null || typeof given.metadata !== "object")
    throw badRequest("the object provided has no metadata");
  if (given.kind && given.kind !== resource.kind)
    throw badRequest(`no kind "${given.kind}" is registered for ${qualifiedName(resource)}`);
  checkFields(resource, given);
  const object = structuredClone(given);
  const { metadata } = object;
  if (metadata.namespace && metadata.namespace !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (resource.namespaced && cluster.store.find("namespaces", undefined, namespace ?? "") === undefined)
    throw notFound({ group: "", plural: "namespaces" }, namespace ?? "");
  if (!metadata.name && metadata.generateName)
    metadata.name = `${metadata.generateName}${randomBytes(4).toString("hex").slice(0, 5)}`;
  cluster.record(resource, given);
  validate(resource, object);
  setDefaults(object);
  admit(cluster, resource, namespace, object);
  return dryRun ? object : cluster.store.create(resource, namespace, object);
}

function checkFields({ kind, version }: Resource, given: KubeObject): void {
  const wrong = wrongField({ ...given, kind });
  if (wrong !== undefined)
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${wrong}`,
    );
}

function update(cluster: Cluster, request: ApiRequest, given: KubeObject): KubeObject {
  const { resource, namespace, name } = request;
  if (given?.metadata?.name !== name)
    throw badRequest("the name of the object does not match the name on the URL");
  checkFields(resource, given);
  cluster.record(resource, given);
  return cluster.store.update<KubeObject>(resource, namespace, name, (current) => {
    const next = structuredClone(given);
    if (request.subresource === "status") return { ...current, status: next.status };
    setDefaults(next);
    return current.status === undefined ? next : { ...next, status: current.status };
  });
}

function patch(
  cluster: Cluster,
  request: ApiRequest,
  given: unknown,
  contentType: string,
  dryRun: boolean,
): [number, KubeObject] {
  const { resource, namespace, name, query } = request;
  const type = contentType.split(";")[0]?.trim() ?? "";
  const found = cluster.store.find<KubeObject>(resource.plural, namespace, name);
  if (found === undefined && type === "application/apply-patch+yaml")
    return [201, createObject(cluster, resource, namespace, given as KubeObject, dryRun)];
  const change = (current: KubeObject) => {
    const next = applyPatch(current, given, type);
    setDefaults(next);
    return next;
  };
  if (type === "application/apply-patch+yaml" && query.get("fieldManager") === null)
    throw badRequest("PatchOptions.meta.k8s.io is invalid: fieldManager: Required value");
  if (dryRun) return [200, change(structuredClone(cluster.store.get(resource, namespace, name)))];
  return [200, cluster.store.update(resource, namespace, name, change)];
}

async function handleScale(
  cluster: Cluster,
  request: ApiRequest,
  incoming: IncomingMessage,
  response: Response,
): Promise<void> {
  const { resource, namespace, name } = request;
  const scale = getScale(cluster.store.get(resource, namespace, name));
  if (request.verb === "get") return answer(response, 200, scale);
  const given = decodeBody(await readBody(incoming), incoming.headers["content-type"]);
  if (request.verb !== "update" && request.verb !== "patch")
    throw new ApiError(405, "MethodNotAllowed", request.verb);
  const type = (incoming.headers["content-type"] ?? "").split(";")[0] ?? "";
  const wanted = request.verb === "update" ? given : applyPatch(scale, given, type);
  const version = (wanted as KubeObject).metadata?.resourceVersion;
  const current = cluster.store.get(resource, namespace, name).metadata.resourceVersion;
  if (version && version !== current) throw conflict(resource, name);
  const replicas = (wanted as { spec?: { replicas?: number } }).spec?.replicas ?? 0;
  answer(response, 200, getScale(putScale(cluster.store, request, replicas)));
}
