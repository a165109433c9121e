import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import type { ApiRequest } from "./request.js";
import { qualifiedName } from "./resources.js";
import { ApiError, unauthorized } from "./status.js";

/** Somebody who may use the API. */
export interface User {
  readonly name: string;
  readonly token: string;
}

/** What a user is refused; a field that is absent fits everything. */
export interface Denial {
  readonly user?: string;
  readonly verb?: string;
  /** `deployments`, or with a subresource `pods/exec`. */
  readonly resource?: string;
  readonly namespace?: string;
}

/** Authentication by bearer token or client certificate, and what is forbidden to whom. */
export class Access {
  readonly #denials = new Set<Denial>();
  readonly #users: readonly User[];

  constructor(users: readonly User[]) {
    this.#users = users;
  }

  /** Forbids something from now on; the returned function allows it again. */
  deny(denial: Denial): () => void {
    this.#denials.add(denial);
    return () => void this.#denials.delete(denial);
  }

  /**
   * Who asks, or whom they say they ask for. Throws an ApiError (401) for nobody known. Over plain HTTP, where clients send
   * no credentials, the first user.
   */
  authenticate(request: IncomingMessage): string {
    const user = this.#identify(request);
    const other = request.headers["impersonate-user"];
    return typeof other === "string" ? other : user;
  }

  #identify(request: IncomingMessage): string {
    const socket = request.socket as Partial<TLSSocket>;
    if (socket.encrypted !== true) return this.#users[0]?.name ?? "";
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token !== undefined) {
      const user = this.#users.find((each) => each.token === token);
      if (user === undefined) throw unauthorized();
      return user.name;
    }
    const name = socket.authorized === true ? socket.getPeerCertificate?.().subject.CN : undefined;
    if (typeof name !== "string") throw unauthorized();
    return name;
  }

  /** Throws an ApiError (403) in the words of RBAC when the request is denied. */
  authorize(user: string, request: ApiRequest): void {
    if (this.allows(user, request)) return;
    const { resource, name, namespace, verb } = request;
    const subject = name === "" ? qualifiedName(resource) : `${qualifiedName(resource)} "${name}"`;
    const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
    const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${full(request)}" in API group "${resource.group}" ${where}`;
    throw new ApiError(403, "Forbidden", message, {
      ...(name === "" ? {} : { name }),
      ...(resource.group === "" ? {} : { group: resource.group }),
      kind: resource.plural,
    });
  }

  allows(
    user: string,
    request: Pick<ApiRequest, "verb" | "resource" | "subresource" | "namespace">,
  ): boolean {
    const fits = (wanted: string | undefined, actual: string | undefined) =>
      wanted === undefined || wanted === actual;
    return ![...this.#denials].some(
      (denial) =>
        fits(denial.user, user) &&
        fits(denial.verb, request.verb) &&
        fits(denial.resource, full(request)) &&
        fits(denial.namespace, request.namespace),
    );
  }
}

function full({ resource, subresource }: Pick<ApiRequest, "resource" | "subresource">): string {
  return subresource === "" ? resource.plural : `${resource.plural}/${subresource}`;
}
