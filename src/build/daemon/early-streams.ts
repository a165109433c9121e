import type { Duplex } from "node:stream";
import type { BuilderNode } from "../../builder/types.js";
import type { DriverOperationOptions } from "../../driver/contract/driver.js";

/**
 * Byte streams to daemons, opened while a build is still being prepared: an engine takes longer to start a program in
 * a container than all that is done here before the build is sent.
 */
export class EarlyStreams {
  readonly #opening = new Map<string, Promise<Duplex>>();

  /** Starts connecting to a node. Booting it, and telling why it cannot be reached, is left to whoever needs it. */
  start({ name, driver }: BuilderNode, options: DriverOperationOptions): void {
    if (driver === undefined || this.#opening.has(name)) return;
    const opening = driver.connect(options);
    this.#opening.set(name, opening);
    opening.then(
      (stream) => stream.on("error", () => undefined),
      () => undefined,
    );
  }

  /** The stream to a node, for the first who asks; undefined when there is none or it broke. Rejects as `connect`. */
  async take(node: string): Promise<Duplex | undefined> {
    const opening = this.#opening.get(node);
    this.#opening.delete(node);
    const stream = await opening;
    return stream?.destroyed ? undefined : stream;
  }

  /** Ends the streams that nobody took. */
  discard(): void {
    for (const opening of this.#opening.values()) {
      opening.then(
        (stream) => stream.destroy(),
        () => undefined,
      );
    }
    this.#opening.clear();
  }
}
