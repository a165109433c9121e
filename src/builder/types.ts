import type { Driver, DriverStatus, Transport } from "../driver/contract/driver.js";
import type { DriverOptions } from "../driver/contract/driver-options.js";
import type { DockerFlags } from "../engine/index.js";
import type { Platform } from "../oci/platform.js";
import type { ProgressSink } from "../progress/model/status.js";

/** Options common to everything that touches the builder store. */
export interface BuilderOptions {
  /** Environment to read DOCKER_* and BUILDX_* from. Default process.env. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Docker's global flags, as the CLI plugin protocol hands them over. */
  readonly docker?: DockerFlags | undefined;
  /** Ends what is going on; it rejects with the code `canceled`, whatever the signal's reason is. */
  readonly signal?: AbortSignal | undefined;
  /** Receives the steps: an update of a display, or of your own. Default: nothing is reported. */
  readonly progress?: ProgressSink | undefined;
  /** Called for warnings such as `new settings may not be used until builder is restarted`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options of something done to a builder at hand, which knows where it is stored. */
export type OnBuilder<Options extends BuilderOptions> = Omit<Options, "env" | "docker" | "onWarning">;

/** @deprecated The name before 0.2: use {@link BuilderOptions}. */
export type BuilderContext = BuilderOptions;

/** Options of createBuilder: the flags of `create`. */
export interface CreateBuilderOptions extends BuilderOptions {
  /** Default: two words, made up. */
  readonly name?: string;
  /** `docker-container` unless said otherwise. */
  readonly driver?: string;
  /** A docker context's name or an engine endpoint. */
  readonly endpoint?: string | undefined;
  /** What the driver is told, such as `image` or `memory`; see the guide to the driver. */
  readonly driverOptions?: DriverOptions | undefined;
  /** Shell-split already. */
  readonly buildkitdFlags?: readonly string[];
  /** Path of a buildkitd.toml on this machine. */
  readonly buildkitdConfig?: string;
  /** Name of the node. Default: that of the builder with a number. */
  readonly node?: string;
  /** What the node builds for, before what its daemon says of itself, e.g. `linux/arm64`. */
  readonly platforms?: readonly string[];
  /** Adds a node to a builder that exists, or changes the one that `node` names. Default false. */
  readonly append?: boolean;
  /** Takes the node that `node` names out of the builder. Default false. */
  readonly leave?: boolean;
  /** Boots the nodes as well. Default false: the first build does. */
  readonly bootstrap?: boolean;
  /** Makes it the current builder. Default false. */
  readonly use?: boolean;
  /** Bound on loading the node's status, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
}

/** The builder that is wanted. What is not given may be as it is on a builder that exists. */
export interface EnsureBuilderOptions
  extends Pick<
      CreateBuilderOptions,
      | "driver"
      | "endpoint"
      | "driverOptions"
      | "buildkitdFlags"
      | "buildkitdConfig"
      | "platforms"
      | "bootstrap"
      | "use"
      | "timeout"
    >,
    BuilderOptions {
  /** The builder's name: a letter first, then letters, digits, `.`, `-` and `_`. */
  readonly name: string;
  /**
   * Recreate the container of a builder that exists with other options; its cache stays, builds that run on it fail.
   * Default: such a builder is refused.
   */
  readonly reconfigure?: boolean;
  /**
   * The builder is for this process alone: with `close()`, or at the end of an `await using` block, it is gone with its
   * container and its cache, and within a minute when the process is killed. Default false.
   */
  readonly ephemeral?: boolean | undefined;
}

/** A GC rule of a worker. */
export interface GcPolicy {
  /** It is for internal and frontend records too. */
  readonly all: boolean;
  /** Which records it is for; none means all. */
  readonly filter: readonly string[];
  /** Nanoseconds. */
  readonly keepDuration: bigint;
  /** Cache that is always kept, bytes. */
  readonly reservedSpace: bigint;
  /** Cache that may be kept at most, bytes. */
  readonly maxUsedSpace: bigint;
  /** Space that is to be free on the disk, bytes. */
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
  /** BuildKit's version. */
  readonly version?: string;
  readonly workerIds: readonly string[];
  /** What it can run, by itself or by emulation. */
  readonly platforms: readonly Platform[];
  readonly labels: Readonly<Record<string, string>>;
  /** Its rules for garbage, in the order in which they are applied. */
  readonly gcPolicies: readonly GcPolicy[];
  readonly devices: readonly WorkerDevice[];
  /** What it can do, by the names of `inspect`. */
  readonly features: Readonly<Record<string, boolean>>;
}

/** One node of a builder, with its state if it was loaded. */
export interface BuilderNode {
  readonly name: string;
  /** A docker context's name or an engine endpoint. */
  readonly endpoint: string;
  /** Platforms that were given when the node was made. */
  readonly fixedPlatforms: readonly Platform[];
  /** Options that were given, as strings. */
  readonly driverOptions: Readonly<Record<string, string>>;
  /** Flags of the daemon. */
  readonly flags: readonly string[];
  /** Files copied to /etc/buildkit by their path there, e.g. `buildkitd.toml`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /**
   * What of the options and files was taken over from the engine when the node was made, each with where it was found:
   * by `env.NAME`, and by `registry.HOST.KEY`. Absent where nothing was.
   */
  readonly inherited?: Readonly<Record<string, string>> | undefined;
  /** Brings the node up and down; undefined where `error` says why. */
  readonly driver: Driver | undefined;
  /** Present when the node was asked. */
  readonly status?: DriverStatus;
  /** Present when the node was asked and runs. */
  readonly details?: NodeDetails;
  /** Why driver, status or details are missing. */
  readonly error?: Error;
}

/** A builder as `ls` and `inspect` show it. */
export interface BuilderInfo {
  readonly name: string;
  readonly driver: string;
  /** Its nodes come and go by themselves. */
  readonly dynamic: boolean;
  /** Stands for a docker context, not for a stored instance. */
  readonly isContext: boolean;
  /** It is the one that is used when none is named. */
  readonly current: boolean;
  /** When it built last. */
  readonly lastActivity?: Date;
  readonly nodes: readonly BuilderNode[];
  /** Why it cannot be used. */
  readonly error?: Error;
}

/** Options of removeBuilders: the flags of `rm`. */
export interface RemoveBuilderOptions extends BuilderOptions {
  /** Leaves the volume with the cache. Default false. */
  readonly keepState?: boolean;
  /** Leaves the container running and forgets only the builder. Default false. */
  readonly keepDaemon?: boolean;
  /**
   * Forgets also what can only be forgotten: a builder whose record is damaged, and whose nodes may go on running.
   * Default false: those are refused.
   */
  readonly force?: boolean;
  /** Bound on taking down the nodes, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
}
