import type { Env } from "./docker-config.js";
import type { DockerFlags } from "./docker-flags.js";

/** What decides on the engine to talk to. */
export interface EndpointOptions {
  /** Default process.env. */
  readonly env?: Env | undefined;
  readonly docker?: DockerFlags | undefined;
  /** Told about a config.json that cannot be used in whole. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** A docker context's name or a host URL; wins over flags and environment. */
  readonly endpoint?: string | undefined;
}
