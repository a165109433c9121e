import type { BuildKitClient } from "../../buildkit/client/index.js";
import { BuildHistoryEventType } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";

/** How long the daemon is given to tell that a record is gone, milliseconds. Another client that reads it holds it. */
const PATIENCE = 2_000;

/** Listens to what one daemon deletes. */
export class DeletionWatch {
  readonly #stop = new AbortController();
  readonly #gone = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  constructor(client: BuildKitClient) {
    const listening = client.listenBuildHistory(
      { activeOnly: true },
      ({ type, record }) => {
        if (type !== BuildHistoryEventType.DELETED || record === undefined) return;
        this.#gone.add(record.ref);
        this.#waiting.get(record.ref)?.();
      },
      { signal: this.#stop.signal },
    );
    // Without it the deletion is only not waited for.
    listening.catch(() => undefined);
  }

  /** Resolves when the record is gone, or after a while. */
  async deleted(ref: string): Promise<void> {
    if (this.#gone.has(ref)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.#waiting.set(ref, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#waiting.delete(ref);
  }

  /** Ends the listening. */
  close(): void {
    this.#stop.abort();
  }
}
