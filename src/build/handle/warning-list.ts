import { EventMaker } from "../../progress/events/event-maker.js";
import type { VertexWarning, WarningEvent } from "../../progress/index.js";

/** All that a build warned of, each once however often it is told. */
export class WarningList {
  readonly #maker = new EventMaker();
  readonly #warnings = new Map<string, WarningEvent>();

  /** Of the daemon. */
  add(warnings: readonly VertexWarning[]): void {
    for (const event of this.#maker.events({ warnings })) {
      if (event.type === "warning") this.#put(event);
    }
  }

  /** Of the client. */
  addMessage(message: string): void {
    this.#put(this.#maker.warning(message));
  }

  /** In the order in which they came. */
  all(): readonly WarningEvent[] {
    return [...this.#warnings.values()];
  }

  #put(warning: WarningEvent): void {
    const { message, location, url } = warning;
    const key = JSON.stringify([message, location, url]);
    if (!this.#warnings.has(key)) this.#warnings.set(key, warning);
  }
}
