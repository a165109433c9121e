import { randomBytes, randomUUID } from "node:crypto";
import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import type { EndpointRequest, NodeEndpoint } from "../contract/driver-factory.js";

const scheme = "kubernetes://";

/**
 * The endpoint of a node: it tells the node from others and keeps the kubeconfig of the moment. Throws
 * `invalid-argument` for an endpoint that was given, since none can be.
 */
export function newEndpoint({ given, env, builder, node }: EndpointRequest): NodeEndpoint {
  if (given) {
    throw new SlipwayError(
      "invalid-argument",
      `kubernetes driver does not support endpoint args ${quoteGo(given)}`,
      {
        hint: "the current context of the kubeconfig decides which cluster it is; KUBECONFIG names the file",
      },
    );
  }
  const query = new URLSearchParams({ deployment: node ?? uniqueName(), kubeconfig: env.KUBECONFIG ?? "" });
  return { endpoint: `${scheme}/${encodeURIComponent(builder)}?${query}`, given: false };
}

/** Paths of the kubeconfig that an endpoint keeps; undefined for the one of the environment. */
export function kubeconfigOf(endpoint: string): string | undefined {
  if (!endpoint.startsWith(scheme) || !URL.canParse(endpoint)) return undefined;
  return new URL(endpoint).searchParams.get("kubeconfig") || undefined;
}

/** In the form of the names that Kubernetes makes up: at most 63 characters. */
function uniqueName(): string {
  return `${`buildkit-${randomUUID()}-`.slice(0, 58)}${randomBytes(3).toString("hex").slice(0, 5)}`;
}
