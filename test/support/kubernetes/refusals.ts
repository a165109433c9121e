import type { KubeObject } from "./api/objects.js";
import { ApiError } from "./api/status.js";

/** Refusals that a test puts in the way of new objects. */
export class Refusals {
  readonly #webhooks = new Set<(object: KubeObject) => string | undefined>();

  /**
   * Refuses objects for which `why` returns a reason, as an admission webhook of that name does. The returned function
   * takes it away again.
   */
  add(name: string, why: (object: KubeObject) => string | undefined): () => void {
    const webhook = (object: KubeObject) => {
      const reason = why(object);
      return reason === undefined ? undefined : `admission webhook "${name}" denied the request: ${reason}`;
    };
    this.#webhooks.add(webhook);
    return () => void this.#webhooks.delete(webhook);
  }

  /** Throws an ApiError for an object that is refused. */
  check(object: KubeObject): void {
    for (const webhook of this.#webhooks) {
      const message = webhook(object);
      if (message !== undefined) throw new ApiError(403, "Forbidden", message);
    }
  }
}
