import type { DockerFlags, Engine, Env } from "../../engine/index.js";
import type { Platform } from "../../oci/platform.js";
import type { Driver } from "./driver.js";
import type { Inheritance } from "./inherited-settings.js";
import type { FoundOrphan, OrphanRequest } from "./orphans.js";

/** What a driver is made from: one node of a builder, as the builder store has it. */
export interface DriverInit {
  /** The node's name. */
  readonly node: string;
  /** In the form that the factory's `endpoint` gave it. */
  readonly endpoint: string;
  /**
   * The Docker Engine at the endpoint, which then is a docker context's name or an engine's URL. A driver that needs no
   * engine does not call it. Nothing is opened before a call on the engine.
   */
  engine(): Promise<Engine>;
  readonly options: Readonly<Record<string, string>>;
  /** Arguments for the daemon. */
  readonly flags: readonly string[];
  /** Files for /etc/buildkit by their path there. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Platforms that were given for the node. Default: none were. */
  readonly platforms?: readonly Platform[] | undefined;
  /** Environment of the client, for what a driver takes from it. */
  readonly env: Env;
}

/** What `create` knows when it looks for the endpoint of a node. */
export interface EndpointRequest {
  /** As the user wrote it; undefined when nothing was given. */
  readonly given: string | undefined;
  readonly env: Env;
  /** Docker's global flags. */
  readonly docker: DockerFlags | undefined;
  /** The builder's name. */
  readonly builder: string;
  /** The node's name when the user gave it one. */
  readonly node: string | undefined;
}

/** Where a node lives. */
export interface NodeEndpoint {
  /** As it is stored. */
  readonly endpoint: string;
  /** The user chose it: a node that exists moves there. */
  readonly given: boolean;
}

/** What the daemon's flags are decided by. */
export interface DaemonFlagsRequest {
  readonly flags: readonly string[] | undefined;
  readonly driverOptions: Readonly<Record<string, string>> | undefined;
  /** What the daemon's configuration file allows under `insecure-entitlements`. */
  readonly configuredEntitlements: readonly string[];
}

/** Whose settings a new daemon is to take over. */
export interface InheritanceRequest {
  /** The engine that the node is to run on. Throws what connecting to it throws. */
  readonly engine: () => Promise<Engine>;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly env: Env;
  readonly signal?: AbortSignal | undefined;
}

/** One kind of driver. */
export interface DriverFactory {
  readonly name: string;
  /** Builders of this kind can be created; the docker driver's exist by themselves. */
  readonly allowsInstances: boolean;
  /** It runs the daemon itself, so that the configuration the user keeps for every new builder is for it as well. */
  readonly startsDaemon: boolean;
  /** It knows the option `ephemeral`, with which a node and its state end when no client is connected. Default false. */
  readonly allowsEphemeral?: boolean | undefined;
  /**
   * Whether a builder is of this kind when nobody said of which. Default: never.
   *
   * @param endpoint as the user wrote it; undefined when nothing was given.
   */
  suits?(endpoint: string | undefined, env: Env): boolean;
  /** Checks the endpoint, or finds the one that is meant by none. Throws `invalid-argument`. */
  endpoint(request: EndpointRequest): Promise<NodeEndpoint>;
  /** The daemon's flags as they are stored. Default: those that were given. */
  daemonFlags?(request: DaemonFlagsRequest): readonly string[] | undefined;
  /**
   * What a new daemon can take over from where it is to run, as the driver's options want it. Default: nothing. Throws
   * `invalid-argument`, and what asking an engine throws.
   */
  inherit?(request: InheritanceRequest): Promise<Inheritance>;
  /** Checks the options; contacts nothing. Throws `invalid-argument`, and what `engine` throws. */
  create(init: DriverInit): Driver | Promise<Driver>;
  /** What is left of nodes that no record knows. Default: nothing ever is. */
  findOrphans?(request: OrphanRequest): Promise<readonly FoundOrphan[]>;
}
