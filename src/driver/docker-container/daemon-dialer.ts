import type { Duplex } from "node:stream";
import type { ContainerInspect } from "../../engine/contract/engine.js";
import type { Transport } from "../contract/driver.js";
import type { ContainerPlan } from "./container-plan.js";
import { connectDirectly } from "./direct-connection.js";
import { mayShareKernel } from "./this-machine.js";

/** Opens byte streams to the daemon in a container, by the way that its options ask for. */
export class DaemonDialer {
  readonly #plan: ContainerPlan;
  #transport: Transport | undefined;
  /** A direct connection ended before the daemon had said anything. */
  #distrusted = false;

  constructor(plan: ContainerPlan) {
    this.#plan = plan;
  }

  /** The way of the last stream. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  /**
   * @param looking the container as it is now
   * @throws SlipwayError with the transport `direct` what {@link connectDirectly} throws; else what the engine reports
   */
  async dial(
    looking: Promise<ContainerInspect | undefined>,
    signal: { readonly signal?: AbortSignal | undefined },
  ): Promise<Duplex> {
    const { engine, container, options } = this.#plan;
    if (options.transport === "direct") return this.#direct(await looking);
    // Where it cannot be, what the container is like is not waited for either.
    if (options.transport === "auto" && !this.#distrusted && mayShareKernel(engine)) {
      try {
        return await this.#direct(await looking);
      } catch {
        // Whatever it is, the way through the engine works or tells what is wrong.
      }
    }
    this.#transport = "exec";
    return engine.execStream(container, ["buildctl", "dial-stdio"], { ...signal, binary: true });
  }

  async #direct(found: ContainerInspect | undefined): Promise<Duplex> {
    const { engine, container } = this.#plan;
    const stream = await connectDirectly(engine, container, found);
    this.#transport = "direct";
    const distrustSilent = () => {
      if (stream.bytesRead === 0) this.#distrusted = true;
    };
    stream.once("end", distrustSilent).once("error", distrustSilent);
    return stream;
  }
}
