import type { Duplex } from "node:stream";
import type { Engine } from "../../engine/index.js";
import type { SlipwayError } from "../../errors/index.js";
import type { Platform } from "../../oci/platform.js";
import type { ProgressSink } from "../../progress/model/status.js";
import type { DriverFeatures, WorkerLabels } from "./driver-features.js";

/** State of a node as `ls` prints it. */
export type DriverStatus = "running" | "stopped" | "inactive" | "starting" | "stopping";

/** How the bytes reach a daemon in a container: through its socket, or through a program that `docker exec` runs. */
export type Transport = "direct" | "exec";

/** Options common to driver operations. */
export interface DriverOperationOptions {
  readonly signal?: AbortSignal | undefined;
  /** Receives the operation's steps (pull, create, start). Default: nothing is reported. */
  readonly progress?: ProgressSink | undefined;
}

/** Options of {@link Driver.connect}. */
export interface DriverConnectOptions extends DriverOperationOptions {
  /**
   * What the connection is for, e.g. the path of a build's context: a driver with several daemons may lead what is
   * for the same thing to the same one. Default: for nothing in particular.
   */
  readonly affinity?: string | undefined;
}

/** One of the daemons behind a node of a driver that runs several. */
export interface DriverReplica {
  /** As `ls` shows it in the place of the node. */
  readonly name: string;
  /** What it was made for; none leaves the node's own. */
  readonly platforms: readonly Platform[];
}

/** An image that a daemon could run instead of its own. */
export interface NewerImage {
  /** The reference of both. */
  readonly image: string;
  /** The id of the image that the daemon was made from. */
  readonly current: string;
  readonly newest: string;
}

/** One node's BuildKit: how to bring it up, reach it and take it down. */
export interface Driver {
  /** The driver's name, e.g. `docker-container`. It is for messages; what a driver can do is in `features`. */
  readonly name: string;
  /** What is sure before the daemon has been asked. */
  readonly features: DriverFeatures;
  /**
   * What the daemon turns out to be able to do, by the labels of its workers. Absent where nothing depends on them, so
   * that nobody needs to ask.
   */
  featuresWith?(workers: readonly WorkerLabels[]): DriverFeatures;
  /** How the last connection was made; undefined before the first, and for a driver that has one way only. */
  readonly transport?: Transport | undefined;
  /**
   * Nothing tells whether the daemon runs but its answer over a connection: it is `running` when it answers, else
   * `inactive`, and who connects anyway need not ask for the status before. Default false.
   */
  readonly knownByAnswer?: boolean | undefined;
  /**
   * A network lies between here and the daemon, so that a round trip saved is worth some bytes. Default false.
   */
  readonly isFar?: boolean | undefined;
  /** The Docker Engine that the daemon runs on or is a part of. Absent where there is none, or none is known. */
  readonly engine?: Engine | undefined;
  /** Asks whether the daemon runs; boots nothing. */
  status(options?: DriverOperationOptions): Promise<DriverStatus>;
  /** Whether anything of the node is there, its daemon or its state. Absent where nothing can be told. */
  isThere?(options?: DriverOperationOptions): Promise<boolean>;
  /** Runs a program beside the daemon, which must run, to its end. Absent where that cannot be done. */
  run?(
    command: readonly string[],
    options?: DriverOperationOptions,
  ): Promise<{ readonly exitCode: number; readonly stdout: string }>;
  /** Brings the daemon up and waits until it answers; does nothing when it already does. */
  boot(options?: DriverOperationOptions): Promise<void>;
  /** Stops the daemon; its state stays. */
  stop(options?: DriverOperationOptions): Promise<void>;
  /** Removes the daemon with its state, which stays with `keepState`. */
  remove(options?: DriverOperationOptions & { readonly keepState?: boolean }): Promise<void>;
  /** Opens a byte stream to the daemon's gRPC socket. Destroying it releases everything it holds. */
  connect(options?: DriverConnectOptions): Promise<Duplex>;
  /**
   * Names what a connection leads to: connections of the same name may be shared. Undefined for one that nobody else
   * may use. Absent for a node with a single daemon, all of whose connections are alike.
   */
  connectionKey?(affinity: string | undefined): string | undefined;
  /** The `:authority` of requests to the daemon, for proxies that go by it. Default `localhost`. */
  readonly authority?: string | undefined;
  /**
   * The daemons behind the node while it runs, for a driver that may run several; none while it does not. A builder
   * all of whose nodes have some shows them instead.
   */
  replicas?(options?: DriverOperationOptions): Promise<readonly DriverReplica[]>;
  /** The daemon's version, asked of the daemon's own program; undefined when it cannot be told. */
  version(options?: DriverOperationOptions): Promise<string | undefined>;
  /**
   * What a running daemon lacks of what its options want before it builds, to be told after its node's name; undefined
   * when nothing does. Never rejects.
   */
  shortage?(options?: DriverOperationOptions): Promise<string | undefined>;
  /**
   * Fetches the image of the daemon; undefined when the daemon was made from that already, or is still to be made. Absent
   * for a driver that runs no image.
   */
  newerImage?(options?: DriverOperationOptions): Promise<NewerImage | undefined>;
  /**
   * After a connection broke: why the daemon is gone (`daemon-exited`, `out-of-memory`); undefined when it is still
   * there or the driver cannot tell.
   */
  explainLoss?(options?: DriverOperationOptions): Promise<SlipwayError | undefined>;
}
