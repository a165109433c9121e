import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "../cluster.js";
import { decodeBody, readBody } from "./body.js";
import { answer } from "./handlers.js";
import { resources } from "./resources.js";
import { noSuchPath } from "./status.js";

interface Review {
  readonly spec?: {
    readonly resourceAttributes?: {
      readonly verb?: string;
      readonly group?: string;
      readonly resource?: string;
      readonly subresource?: string;
      readonly namespace?: string;
    };
  };
}

/** Answers a SelfSubjectAccessReview, which `kubectl auth can-i` sends. */
export async function reviewAccess(
  cluster: Cluster,
  user: string,
  request: IncomingMessage,
  response: ServerResponse<IncomingMessage>,
): Promise<void> {
  if (request.method !== "POST" || !request.url?.includes("/selfsubjectaccessreviews")) throw noSuchPath();
  const review = decodeBody(await readBody(request), request.headers["content-type"]) as Review;
  const {
    verb = "get",
    resource: plural,
    subresource = "",
    namespace,
  } = review.spec?.resourceAttributes ?? {};
  const resource = resources.find((each) => each.plural === plural);
  const allowed =
    resource !== undefined && cluster.access.allows(user, { verb, resource, subresource, namespace });
  answer(response, 201, {
    ...review,
    ...{ apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", status: { allowed } },
  });
}
