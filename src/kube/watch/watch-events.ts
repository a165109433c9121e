import { isSlipwayError, SlipwayError, throwIfCanceled } from "../../errors/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { KubeClient, ObjectSelector } from "../client/kube-client.js";
import { answerError, unreachableCluster } from "../client/kube-error.js";
import { type Deed, type ResourceKind, resourceName, resourcePath } from "../client/resource.js";
import { lines } from "./lines.js";

/** What a watch tells: a change of an object, or with `BOOKMARK` only how far the watch is. */
export interface WatchEvent<Kind> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  /** A deleted one as it was last; of a bookmark only `metadata.resourceVersion`. */
  readonly object: Kind;
}

/**
 * The server ends a watch after so many seconds and is asked to go on; so the time is bounded too for which a
 * connection that is dead without a sign is believed.
 */
const watchSeconds = 30;
const watchSilence = (watchSeconds + 10) * 1000;

/**
 * The changes of a kind's objects from a version of their list on. Ends when the server ends it, as it does from time to
 * time.
 *
 * @throws SlipwayError `cluster-error` with `details.status` 410 for a version that is too old, and those of a client's
 * methods
 */
export async function* watchEvents<Kind>(
  client: KubeClient,
  kind: ResourceKind,
  namespace: string,
  selector: ObjectSelector,
  { from, signal }: { readonly from: string; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<WatchEvent<Kind>> {
  const deed: Deed = { verb: "watch", resource: resourceName(kind), namespace };
  const stream = await client.stream(
    {
      deed,
      method: "GET",
      path: resourcePath(kind, namespace),
      query: {
        ...(selector.label === undefined ? {} : { labelSelector: selector.label }),
        ...(selector.field === undefined ? {} : { fieldSelector: selector.field }),
        watch: "true",
        allowWatchBookmarks: "true",
        resourceVersion: from,
        timeoutSeconds: String(watchSeconds),
      },
      signal,
    },
    watchSilence,
  );
  try {
    for await (const line of lines(stream)) yield readEvent<Kind>(client, deed, line);
  } catch (reason) {
    throwIfCanceled(signal);
    throw isSlipwayError(reason) ? reason : unreachableCluster(client.server, reason);
  } finally {
    stream.destroy();
  }
}

const types: readonly unknown[] = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"];

function readEvent<Kind>({ server }: KubeClient, deed: Deed, line: string): WatchEvent<Kind> {
  const value = parseJson(line);
  const type = fieldOf(value, "type");
  const object = fieldOf(value, "object");
  if (type === "ERROR") {
    const code = fieldOf(object, "code");
    throw answerError(deed, server, typeof code === "number" ? code : 500, JSON.stringify(object ?? {}));
  }
  const metadata = fieldOf(object, "metadata");
  const named =
    type === "BOOKMARK" ? typeof metadata === "object" : typeof fieldOf(metadata, "name") === "string";
  if (named && metadata !== null && types.includes(type)) return value as WatchEvent<Kind>;
  throw new SlipwayError("protocol-error", `the server at ${server} is no Kubernetes API server`, {
    hint: "check the server of the cluster in the kubeconfig",
    details: { server },
  });
}
