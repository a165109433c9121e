import type { Engine } from "../../engine/contract/engine.js";
import type { Driver } from "./driver.js";

/** What a driver is made from: one node of a builder and the engine it lives on. */
export interface DriverInit {
  /** The node's name. */
  readonly node: string;
  /** A docker context's name or an endpoint's URL, as the builder store has it. */
  readonly endpoint: string;
  readonly engine: Engine;
  readonly options: Readonly<Record<string, string>>;
  /** Arguments for the daemon. */
  readonly flags: readonly string[];
  /** Files for /etc/buildkit by their path there. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Environment of the client, for what a driver takes from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One kind of driver. */
export interface DriverFactory {
  readonly name: string;
  /** Builders of this kind can be created; the docker driver's exist by themselves. */
  readonly allowsInstances: boolean;
  /** Checks the options; contacts nothing. Throws `invalid-argument`. */
  create(init: DriverInit): Driver;
}
