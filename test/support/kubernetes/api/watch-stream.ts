import type { IncomingMessage, ServerResponse } from "node:http";
import type { KubeObject } from "./objects.js";
import type { ApiRequest } from "./request.js";
import { isTrue } from "./request.js";
import { apiVersion } from "./resources.js";
import { fieldMatcher, labelMatcher } from "./selectors.js";
import { ApiError } from "./status.js";
import type { Change, Store } from "./store.js";
import { type Presentation, present } from "./tables.js";

/** How often a watch that allows bookmarks gets one, in milliseconds. */
const bookmarkInterval = 1_000;

/**
 * Answers a watch with one line of JSON for each change, until the client or `timeoutSeconds` ends it. A version that is
 * no longer remembered is answered inside the stream, by an event ERROR with code 410.
 */
export function streamWatch(
  store: Store,
  request: ApiRequest,
  presentation: Presentation,
  response: ServerResponse<IncomingMessage>,
): void {
  const { resource, query, namespace } = request;
  const hasLabels = labelMatcher(query.get("labelSelector"));
  const hasFields = fieldMatcher(query.get("fieldSelector"));
  const matches = (object: KubeObject | undefined): object is KubeObject =>
    object !== undefined &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (request.name === "" || object.metadata.name === request.name) &&
    hasLabels(object) &&
    hasFields(object);

  response.writeHead(200, { "Content-Type": "application/json", "Transfer-Encoding": "chunked" });
  response.flushHeaders();
  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
  const sendObject = (type: string, object: KubeObject) =>
    send(type, present(presentation, resource, object));
  const report = (change: Change) => {
    if (change.resource.plural !== resource.plural) return;
    const now = matches(change.object);
    if (change.type !== "MODIFIED") {
      if (now) sendObject(change.type, change.object);
      return;
    }
    const before = matches(change.previous);
    if (now) sendObject(before ? "MODIFIED" : "ADDED", change.object);
    else if (before) sendObject("DELETED", change.object);
  };

  const from = query.get("resourceVersion") ?? "";
  try {
    if (from === "" || from === "0") {
      for (const object of store.list(resource.plural, namespace))
        if (matches(object)) sendObject("ADDED", object);
      // A client that asked to start so waits for this mark.
      if (isTrue(query.get("sendInitialEvents"))) bookmark({ "k8s.io/initial-events-end": "true" });
    } else for (const change of store.since(Number(from))) report(change);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send("ERROR", error.status);
    response.end();
    return;
  }

  function bookmark(annotations?: Readonly<Record<string, string>>): void {
    const metadata = { resourceVersion: String(store.version), ...(annotations ? { annotations } : {}) };
    send("BOOKMARK", { kind: resource.kind, apiVersion: apiVersion(resource), metadata });
  }
  store.on("change", report);
  const bookmarks = isTrue(query.get("allowWatchBookmarks"))
    ? setInterval(bookmark, bookmarkInterval)
    : undefined;
  const seconds = Number(query.get("timeoutSeconds") ?? 0);
  const end = seconds > 0 ? setTimeout(() => response.end(), seconds * 1000) : undefined;
  response.on("close", () => {
    store.off("change", report);
    clearInterval(bookmarks);
    clearTimeout(end);
  });
}
