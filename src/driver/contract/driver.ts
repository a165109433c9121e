import type { Duplex } from "node:stream";
import type { SlipwayError } from "../../errors/index.js";
import type { ProgressSink } from "../../progress/model/status.js";

/** State of a node as `ls` prints it. */
export type DriverStatus = "running" | "stopped" | "inactive" | "starting" | "stopping";

/** How the bytes reach a daemon in a container: through its socket, or through a program that `docker exec` runs. */
export type Transport = "direct" | "exec";

/** What a driver's builds can do (names as buildx's `inspect -D` prints them). */
export interface DriverFeatures {
  readonly ociExporter: boolean;
  readonly dockerExporter: boolean;
  readonly cacheExport: boolean;
  readonly multiPlatform: boolean;
  readonly directPush: boolean;
  /** A build without any output loads its result into the engine. */
  readonly defaultLoad: boolean;
}

/** Options common to driver operations. */
export interface DriverOperationOptions {
  readonly signal?: AbortSignal | undefined;
  /** Receives the operation's steps (pull, create, start). Default: nothing is reported. */
  readonly progress?: ProgressSink | undefined;
}

/** One node's BuildKit: how to bring it up, reach it and take it down. */
export interface Driver {
  /** The driver's name, e.g. `docker-container`. */
  readonly name: string;
  readonly features: DriverFeatures;
  /** How the last connection was made; undefined before the first, and for a driver that has one way only. */
  readonly transport?: Transport | undefined;
  /** Asks the engine; boots nothing. */
  status(options?: DriverOperationOptions): Promise<DriverStatus>;
  /** Brings the daemon up and waits until it answers; does nothing when it already does. */
  boot(options?: DriverOperationOptions): Promise<void>;
  /** Stops the daemon; its state stays. */
  stop(options?: DriverOperationOptions): Promise<void>;
  /** Removes the daemon with its state, which stays with `keepState`. */
  remove(options?: DriverOperationOptions & { readonly keepState?: boolean }): Promise<void>;
  /** Opens a byte stream to the daemon's gRPC socket. Destroying it releases everything it holds. */
  connect(options?: DriverOperationOptions): Promise<Duplex>;
  /** The daemon's version, asked of the daemon's own program; undefined when it cannot be told. */
  version(options?: DriverOperationOptions): Promise<string | undefined>;
  /**
   * After a connection broke: why the daemon is gone (`daemon-exited`, `out-of-memory`); undefined when it is still
   * there or the driver cannot tell.
   */
  explainLoss?(options?: DriverOperationOptions): Promise<SlipwayError | undefined>;
}
