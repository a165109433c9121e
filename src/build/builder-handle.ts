import { type ConnectedOptions, ConnectionPool } from "../builder/connections/connection-pool.js";
import { connectionSettings } from "../builder/connections/connection-settings.js";
import type { CacheRecord } from "../builder/operations/cache-record.js";
import { askUsage, type DiskUsageOptions, onBuilderDiskUsage } from "../builder/operations/disk-usage.js";
import { ensureStoredBuilder } from "../builder/operations/ensure-builder.js";
import { inspectStored } from "../builder/operations/inspect-builder.js";
import {
  onBuilderPrune,
  type PruneBuilderOptions,
  type PruneResult,
  pruneStored,
} from "../builder/operations/prune-builder.js";
import { onBuilderRemove, removeNamed } from "../builder/operations/remove-builders.js";
import { stopStored } from "../builder/operations/stop-builder.js";
import { builderContext, operationOptions } from "../builder/options/context-options.js";
import type {
  BuilderInfo,
  BuilderOptions,
  EnsureBuilderOptions,
  OnBuilder,
  RemoveBuilderOptions,
} from "../builder/types.js";
import type { DriverOperationOptions } from "../driver/contract/driver.js";
import { withCaller } from "../errors/index.js";
import { checkNeeded, checkOptions, name as filledName, type Wanted } from "../util/options/index.js";
import { RunningBuild } from "./handle/running-build.js";
import { type BuilderBuildOptions, builderBuildOptions } from "./options/describe-build.js";
import { performBuild } from "./perform-build.js";

export type { BuilderBuildOptions, OnBuilder };

/**
 * A builder at hand. All that it does shares one connection to each node, which is opened when it is first needed,
 * replaced when it breaks, and closed by `close()` or at the end of an `await using` block; the builder itself stays. An
 * idle connection does not keep the process alive.
 */
export class Builder {
  readonly name: string;
  readonly #context: BuilderOptions;
  readonly #connections: ConnectionPool;

  /**
   * @param context where the builder is stored, and how its engine is reached
   * @throws SlipwayError `invalid-argument`.
   */
  constructor(name: string, context: BuilderOptions = {}) {
    checkNeeded("Builder", "name", filledName, name);
    checkOptions("Builder", builderContext, context);
    const { env, docker, onWarning } = context;
    this.name = name;
    this.#context = {
      env,
      docker,
      onWarning,
    };
    this.#connections = new ConnectionPool(connectionSettings(env));
  }

  /** The builder with the state of its nodes, as it is now; boots nothing. Throws as `inspectBuilder`. */
  inspect(options: DriverOperationOptions = {}): Promise<BuilderInfo> {
    return this.#do("inspect", operationOptions, options, () =>
      inspectStored(this.name, this.#connected(options)),
    );
  }

  /**
   * Boots the nodes that do not run, as a build would.
   *
   * @throws SlipwayError `image-unavailable`, `boot-failed`, `out-of-memory`, `engine-unreachable`, `canceled`.
   */
  bootstrap(options: DriverOperationOptions = {}): Promise<BuilderInfo> {
    return this.#do("bootstrap", operationOptions, options, () =>
      inspectStored(this.name, { ...this.#connected(options), bootstrap: true }),
    );
  }

  /** As the function `build`, on this builder's connection. Any number may run at once. */
  build(options: BuilderBuildOptions): RunningBuild {
    return new RunningBuild(
      { ...this.#context, ...options, builder: this.name },
      (given) => performBuild(given, this.#connections),
      { check: () => checkOptions("build", builderBuildOptions, options), caller: this.build },
    );
  }

  /** What the cache holds, the smallest records first; boots nothing. Throws as `diskUsage`. */
  diskUsage(options: OnBuilder<DiskUsageOptions> = {}): Promise<CacheRecord[]> {
    return this.#do("diskUsage", onBuilderDiskUsage, options, () =>
      askUsage(this.name, { ...options, ...this.#connected(options) }),
    );
  }

  /** Removes cache that is not in use; boots nothing. Throws as `pruneBuilder`. */
  prune(options: OnBuilder<PruneBuilderOptions> = {}): Promise<PruneResult> {
    return this.#do("prune", onBuilderPrune, options, () =>
      pruneStored(this.name, { ...options, ...this.#connected(options) }),
    );
  }

  /** Stops the nodes; their cache stays, and the next build boots them again. Builds that run end as `canceled`. */
  stop(options: DriverOperationOptions = {}): Promise<void> {
    return this.#do("stop", operationOptions, options, async () => {
      await this.#connections.close();
      await stopStored(this.name, this.#given(options));
    });
  }

  /**
   * Removes the builder with its container and its cache, which `keepState` leaves for a builder of that name to come.
   *
   * @throws SlipwayError why a part of it could not be removed; `canceled`, and then the builder is still known.
   */
  remove(options: OnBuilder<RemoveBuilderOptions> = {}): Promise<void> {
    return this.#do("remove", onBuilderRemove, options, async () => {
      await this.#connections.close();
      const [removal] = await removeNamed([this.name], { ...options, ...this.#given(options) });
      if (removal?.error !== undefined) throw removal.error;
    });
  }

  /** Closes the connections. Builds that still run on them end with the code `canceled`. */
  close(): void {
    void this.#connections.close();
  }

  /** Closes the connections, as `close()`, and waits until nothing is left of those that were being opened. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections.close();
  }

  /** Does the work of a method, once its options are known to be good. */
  #do<Options, Value>(
    method: "inspect" | "bootstrap" | "diskUsage" | "prune" | "stop" | "remove",
    wanted: Wanted<Options>,
    options: Options,
    work: () => Promise<Value>,
  ): Promise<Value> {
    return withCaller(this[method], () => {
      checkOptions(`Builder.${method}`, wanted, options);
      return work();
    });
  }

  #connected(options: DriverOperationOptions): ConnectedOptions {
    return { ...this.#given(options), connections: this.#connections };
  }

  /** Where the builder is, and how one operation on it is watched and called off. */
  #given({ signal, progress }: DriverOperationOptions): BuilderOptions {
    return {
      ...this.#context,
      signal,
      progress,
    };
  }
}

/**
 * Creates a builder unless it exists, makes sure that it has the options that are given, and hands it out. May be
 * called any number of times at once, from any number of processes: they end with one builder.
 *
 * @throws SlipwayError `already-exists`, naming the differences, when the builder exists with other options and
 * `reconfigure` is not set; what creating and booting throw.
 */
export async function ensureBuilder(options: EnsureBuilderOptions): Promise<Builder> {
  return withCaller(ensureBuilder, async () => {
    await ensureStoredBuilder(options);
    const { name, env, docker, onWarning } = options;
    const context = { env, docker, onWarning };
    return options.ephemeral ? new EphemeralBuilder(name, context) : new Builder(name, context);
  });
}

/** A builder that goes with its connections. */
class EphemeralBuilder extends Builder {
  override close(): void {
    // What fails here ends by itself, without a client.
    void this.remove().catch(() => undefined);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
