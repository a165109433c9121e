import type { Driver, DriverStatus, Transport } from "../driver/types.js";
import type { Platform } from "../oci/platform.js";
import type { ProgressSink } from "../progress/status.js";

/** Options common to everything that touches the builder store. */
export interface BuilderContext {
  /** Environment to read DOCKER_* and BUILDX_* from. Default process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Docker's global flags, as the CLI plugin protocol hands them over. */
  readonly docker?: {
    readonly config?: string;
    readonly context?: string;
    readonly host?: string;
    readonly tls?: boolean;
    readonly tlsVerify?: boolean;
    readonly tlsCaCert?: string;
    readonly tlsCert?: string;
    readonly tlsKey?: string;
  };
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
  /** Called for warnings such as `new settings may not be used until builder is restarted`. */
  readonly onWarning?: (message: string) => void;
}

/** Options of createBuilder: the flags of `create`. */
export interface CreateBuilderOptions {
  readonly name?: string;
  /** `docker-container` unless said otherwise. */
  readonly driver?: string;
  /** A docker context's name or an engine endpoint. */
  readonly endpoint?: string;
  readonly driverOptions?: Readonly<Record<string, string>>;
  /** Shell-split already. */
  readonly buildkitdFlags?: readonly string[];
  /** Path of a buildkitd.toml on this machine. */
  readonly buildkitdConfig?: string;
  readonly node?: string;
  readonly platforms?: readonly string[];
  readonly append?: boolean;
  readonly leave?: boolean;
  readonly bootstrap?: boolean;
  readonly use?: boolean;
  /** Bound on loading the node's status, milliseconds. Default 20 000. */
  readonly timeout?: number;
}

/** A GC rule of a worker. */
export interface GcPolicy {
  readonly all: boolean;
  readonly filter: readonly string[];
  /** Nanoseconds. */
  readonly keepDuration: bigint;
  readonly reservedSpace: bigint;
  readonly maxUsedSpace: bigint;
  readonly minFreeSpace: bigint;
}

/** A device a worker offers (CDI). */
export interface WorkerDevice {
  readonly name: string;
  readonly autoAllow: boolean;
  readonly onDemand: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a node's daemon says of itself; present when it runs and was asked. */
export interface NodeDetails {
  /** How the daemon was reached; absent for a driver that has one way only. */
  readonly transport?: Transport;
  readonly version?: string;
  readonly workerIds: readonly string[];
  readonly platforms: readonly Platform[];
  readonly labels: Readonly<Record<string, string>>;
  readonly gcPolicies: readonly GcPolicy[];
  readonly devices: readonly WorkerDevice[];
  readonly features: Readonly<Record<string, boolean>>;
}

/** One node of a builder, with its state if it was loaded. */
export interface BuilderNode {
  readonly name: string;
  readonly endpoint: string;
  readonly fixedPlatforms: readonly Platform[];
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** Files copied to /etc/buildkit by their path there, e.g. `buildkitd.toml`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly driver: Driver | undefined;
  readonly status?: DriverStatus;
  readonly details?: NodeDetails;
  /** Why driver, status or details are missing. */
  readonly error?: Error;
}

/** A builder as `ls` and `inspect` show it. */
export interface BuilderInfo {
  readonly name: string;
  readonly driver: string;
  readonly dynamic: boolean;
  /** Stands for a docker context, not for a stored instance. */
  readonly isContext: boolean;
  readonly current: boolean;
  readonly lastActivity?: Date;
  readonly nodes: readonly BuilderNode[];
  readonly error?: Error;
}

/** Options of removeBuilders: the flags of `rm`. */
export interface RemoveBuilderOptions {
  readonly keepState?: boolean;
  readonly keepDaemon?: boolean;
}
