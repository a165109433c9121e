import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerInspect, Engine } from "../../engine/contract/engine.js";
import { isSlipwayError, type SlipwayError } from "../../errors/index.js";
import { daemonFlags } from "../common/daemon-flags.js";
import { engineEndpoint } from "../common/engine-endpoint.js";
import { isOverNetwork } from "../common/is-over-network.js";
import type {
  Driver,
  DriverOperationOptions,
  DriverStatus,
  NewerImage,
  Transport,
} from "../contract/driver.js";
import type { DriverFactory, DriverInit } from "../contract/driver-factory.js";
import { type DriverFeatures, ownDaemonFeatures } from "../contract/driver-features.js";
import { bootContainer } from "./boot.js";
import { containerPrefix, stateVolume } from "./container-body.js";
import { type ContainerPlan, findContainer } from "./container-plan.js";
import { DaemonDialer } from "./daemon-dialer.js";
import { diskSettings } from "./disk-settings.js";
import { diskShortage } from "./disk-shortage.js";
import { explainLoss } from "./explain-loss.js";
import { parseContainerOptions } from "./options.js";
import { removeSocketDirectory, socketDirectoriesOf } from "./socket-directory.js";
import { isThisMachine } from "./this-machine.js";

/** Between two looks at whether somebody else's removal of the container is through, in milliseconds. */
const removalPauseMs = 100;
/** So often the volume is tried again while a container has it: one that another process makes at this moment. */
const volumeRetries = 50;

/** The driver that runs BuildKit in a container of its own. */
export const dockerContainerFactory: DriverFactory = {
  name: "docker-container",
  allowsInstances: true,
  startsDaemon: true,
  allowsEphemeral: true,
  endpoint: engineEndpoint,
  daemonFlags: (request) =>
    daemonFlags(request, { onHostNetwork: request.driverOptions?.network === "host" }),
  inherit: async ({ engine, driverOptions, env, signal }) => {
    const options = parseContainerOptions(driverOptions);
    const disk = diskSettings(options);
    const { inherit: mode, network } = options;
    if (mode === "off") return { settings: disk, warnings: [] };
    const { inheritSettings } = await import("../inherit/inherit-settings.js");
    const onHostNetwork = network === "host";
    const found = await inheritSettings(await engine(), { mode, env, onHostNetwork, isThisMachine, signal });
    return { ...found, settings: [...disk, ...found.settings] };
  },
  create: async (init) => new DockerContainerDriver(init, await init.engine()),
  findOrphans: async (request) => {
    const { containerOrphans } = await import("./container-orphans.js");
    return containerOrphans(request);
  },
};

/** The container of a node; buildx finds it by this name and so must we. */
export function containerName(node: string): string {
  return `${containerPrefix}${node}`;
}

class DockerContainerDriver implements Driver {
  readonly name = "docker-container";
  readonly features: DriverFeatures;
  readonly #plan: ContainerPlan;
  readonly #dialer: DaemonDialer;
  /** When the container last ended, as of the last look at it. */
  #finishedAt: string | undefined;
  /** A look that has not come back: who asks meanwhile under the same signal gets its answer. */
  #looking:
    | { readonly signal: AbortSignal | undefined; readonly found: Promise<ContainerInspect | undefined> }
    | undefined;

  constructor(init: DriverInit, engine: Engine) {
    const options = parseContainerOptions(init.options);
    const { flags, files, env } = init;
    const container = containerName(init.node);
    const memoryText = init.options.memory;
    this.#plan = {
      engine,
      container,
      options,
      flags,
      files,
      env,
      memoryText,
    };
    this.#dialer = new DaemonDialer(this.#plan);
    this.features = { ...ownDaemonFeatures, defaultLoad: options.defaultLoad };
  }

  get transport(): Transport | undefined {
    return this.#dialer.transport;
  }

  get isFar(): boolean {
    return isOverNetwork(this.#plan.engine);
  }

  get engine(): Engine {
    return this.#plan.engine;
  }

  async status(options: DriverOperationOptions = {}): Promise<DriverStatus> {
    const found = await this.#look(options);
    if (found === undefined) return "inactive";
    return found.State.Running ? "running" : "stopped";
  }

  async isThere(options: DriverOperationOptions = {}): Promise<boolean> {
    if ((await this.#look(options)) !== undefined) return true;
    const { engine, container } = this.#plan;
    const found = engine.inspectVolume(stateVolume(container), signalOf(options));
    return found.then(
      () => true,
      (error: unknown) => {
        if (isSlipwayError(error, "not-found")) return false;
        throw error;
      },
    );
  }

  run(
    command: readonly string[],
    options: DriverOperationOptions = {},
  ): Promise<{ readonly exitCode: number; readonly stdout: string }> {
    return this.#plan.engine.exec(this.#plan.container, command, signalOf(options));
  }

  async boot(options: DriverOperationOptions = {}): Promise<void> {
    this.#finishedAt = await bootContainer(this.#plan, options);
  }

  async stop(options: DriverOperationOptions = {}): Promise<void> {
    const { engine, container } = this.#plan;
    const found = await findContainer(this.#plan, signalOf(options));
    if (found?.State.Running) await engine.stopContainer(container, signalOf(options));
  }

  /** Removes the container, and the state volume even when the container is gone already. */
  async remove(options: DriverOperationOptions & { readonly keepState?: boolean } = {}): Promise<void> {
    const { engine, container } = this.#plan;
    const signal = signalOf(options);
    const directories = await socketDirectoriesOf(this.#plan);
    const isGone = async (mayBeInUse: boolean) =>
      (await removed(
        engine.removeContainer(container, { ...signal, force: true, volumes: true }),
        underWay,
      )) &&
      (options.keepState ||
        (await removed(engine.removeVolume(stateVolume(container), signal), mayBeInUse ? inUse : undefined)));
    for (let tries = 0; !(await isGone(tries < volumeRetries)); tries++) await sleep(removalPauseMs);
    for (const directory of directories) await removeSocketDirectory(directory);
  }

  async connect(options: DriverOperationOptions = {}): Promise<Duplex> {
    // Beside its use here it is the note against which the end of the daemon is told later.
    const looking = this.#look(options);
    looking.catch(() => undefined);
    return this.#dialer.dial(looking, signalOf(options));
  }

  #look({ signal }: DriverOperationOptions): Promise<ContainerInspect | undefined> {
    if (this.#looking !== undefined && this.#looking.signal === signal) return this.#looking.found;
    const found = findContainer(this.#plan, { signal })
      .then((container) => {
        this.#finishedAt ??= container?.State.FinishedAt;
        return container;
      })
      .finally(() => {
        this.#looking = undefined;
      });
    this.#looking = { signal, found };
    return found;
  }

  async version(options: DriverOperationOptions = {}): Promise<string | undefined> {
    const { engine, container } = this.#plan;
    const result = await engine.exec(container, ["buildkitd", "--version"], signalOf(options));
    const words = result.stdout.trim().split(/\s+/);
    return result.exitCode === 0 && words.length === 4 ? words[2] : undefined;
  }

  shortage({ signal }: DriverOperationOptions = {}): Promise<string | undefined> {
    return diskShortage(this.#plan, signal);
  }

  async newerImage(options: DriverOperationOptions = {}): Promise<NewerImage | undefined> {
    const { newerImage } = await import("./newer-image.js");
    return newerImage(this.#plan, options);
  }

  explainLoss(options: DriverOperationOptions = {}): Promise<SlipwayError | undefined> {
    return explainLoss(this.#plan, this.#finishedAt, options.signal);
  }
}

function signalOf(options: DriverOperationOptions): { readonly signal?: AbortSignal | undefined } {
  return { signal: options.signal };
}

/** Somebody else's removal of the container, which nobody can join. */
const underWay = /removal of container .* is already in progress/;
/** A container has the volume. */
const inUse = /volume is in use/;

/** True once a thing is gone, false where the engine gives that reason why it cannot be removed yet. */
async function removed(removal: Promise<void>, notYet: RegExp | undefined): Promise<boolean> {
  try {
    await ignoreMissing(removal);
    return true;
  } catch (error) {
    if (isSlipwayError(error) && notYet?.test(error.message)) return false;
    throw error;
  }
}

async function ignoreMissing(operation: Promise<void>): Promise<void> {
  try {
    await operation;
  } catch (error) {
    if (!isSlipwayError(error, "not-found")) throw error;
  }
}
