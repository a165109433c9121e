import type { EngineInfo } from "../../engine/contract/engine.js";
import type { ContainerOptions } from "./options.js";
import { daemonDirectory, type SocketDirectory } from "./socket-directory.js";
import { ephemeralPatience, watchedEntrypoint } from "./watch-script.js";

/** How the names of builders' containers begin, buildx's as well. */
export const containerPrefix = "buildx_buildkit_";

/** Where the daemon in the container keeps its state. */
export const stateDirectory = "/var/lib/buildkit";
/** Where the daemon in the container finds the files of a builder. */
export const configDirectory = "/etc/buildkit";
/** The file below {@link configDirectory} that configures the daemon. */
export const configFile = "buildkitd.toml";

/** The state volume of a builder's container. */
export function stateVolume(container: string): string {
  return `${container}_state`;
}

export interface ContainerBodyInput {
  readonly container: string;
  readonly image: string;
  readonly options: ContainerOptions;
  readonly flags: readonly string[];
  readonly hasConfig: boolean;
  /** The engine has GPUs to give. */
  readonly gpus: boolean;
  /** Directory of the host that GPU support under WSL needs. */
  readonly wslLibraries?: string | undefined;
  /** Becomes the directory of the daemon's sockets. */
  readonly socketDirectory?: SocketDirectory | undefined;
  /** Absent when the engine would not say. */
  readonly info?: EngineInfo | undefined;
  /** The image's; needed for a container that ends by itself. */
  readonly entrypoint?: readonly string[] | undefined;
}

/** The request that makes every GPU of the host available. */
export const allGpus = [{ Count: -1, Capabilities: [["gpu"]] }];

/**
 * Body of `POST /containers/create` for a builder's container, field for field what buildx sends; a socket directory is all
 * that may be added, but for a container that ends by itself.
 */
export function containerBody(input: ContainerBodyInput): Record<string, unknown> {
  const { options, socketDirectory: sockets } = input;
  // The configuration comes first so that the user's flags can override it.
  const config = input.hasConfig ? ["--config", `${configDirectory}/${configFile}`] : [];
  return {
    Image: input.image,
    Env: options.environment,
    ...watched(input),
    Cmd: [...config, ...(sockets === undefined ? [] : ["--group", String(sockets.group)]), ...input.flags],
    HostConfig: {
      Privileged: true,
      // Reaps the processes that builds leave behind.
      Init: true,
      RestartPolicy: {
        Name: options.restartPolicy.name,
        MaximumRetryCount: options.restartPolicy.maximumRetryCount,
      },
      ...(options.ephemeral ? { AutoRemove: true } : {}),
      Mounts: mounts(input),
      // Unlike a mount, a bind is no obstacle when its source is gone one day: the engine makes an empty directory.
      ...(sockets === undefined ? {} : { Binds: [`${sockets.path}:${daemonDirectory}`] }),
      ...(options.network ? { NetworkMode: options.network } : {}),
      ...limits(options),
      ...(input.gpus ? { DeviceRequests: allGpus } : {}),
      ...(input.info === undefined ? {} : engineSpecific(input.info, options)),
    },
  };
}

function watched({ options, entrypoint }: ContainerBodyInput): { Entrypoint?: readonly string[] } {
  const limit = options.ephemeral ? ephemeralPatience : options.idleTimeout;
  if (limit === undefined) return {};
  return { Entrypoint: watchedEntrypoint(limit, entrypoint?.length ? entrypoint : ["buildkitd"]) };
}

function mounts({ container, wslLibraries, options }: ContainerBodyInput): Record<string, unknown>[] {
  // A volume without a name goes with its container.
  const source = options.ephemeral ? {} : { Source: stateVolume(container) };
  const state = { Type: "volume", ...source, Target: stateDirectory };
  if (wslLibraries === undefined) return [state];
  return [state, { Type: "bind", Source: wslLibraries, Target: wslLibraries, ReadOnly: true }];
}

function limits(options: ContainerOptions): Record<string, unknown> {
  return {
    ...(options.memory ? { Memory: options.memory } : {}),
    ...(options.memorySwap ? { MemorySwap: options.memorySwap } : {}),
    ...(options.cpuPeriod ? { CpuPeriod: options.cpuPeriod } : {}),
    ...(options.cpuQuota ? { CpuQuota: options.cpuQuota } : {}),
    ...(options.cpuShares ? { CpuShares: options.cpuShares } : {}),
    ...(options.cpusetCpus ? { CpusetCpus: options.cpusetCpus } : {}),
    ...(options.cpusetMems ? { CpusetMems: options.cpusetMems } : {}),
  };
}

function engineSpecific(info: EngineInfo, options: ContainerOptions): Record<string, unknown> {
  const remapsUsers = (info.SecurityOptions ?? []).some((option) =>
    /(^|,)name=userns(,|$)|^userns$/.test(option),
  );
  return {
    // One parent for all builders lets an administrator limit them together; the systemd driver has no such paths.
    ...(info.CgroupDriver === "cgroupfs" ? { CgroupParent: options.cgroupParent } : {}),
    ...(remapsUsers ? { UsernsMode: "host" } : {}),
  };
}
