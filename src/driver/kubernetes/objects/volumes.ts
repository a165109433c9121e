import type { ConfigMount } from "./config-maps.js";
import type { WorkloadPlan } from "./plan.js";

/** Where a container's directories come from. */
export interface Volumes {
  readonly volumes: readonly object[];
  readonly mounts: readonly { readonly name: string; readonly mountPath: string }[];
}

const stateDirectory = "/var/lib/buildkit";
const rootlessStateDirectory = "/home/user/.local/share/buildkit";
/** Name of the volume of a rootless daemon's state and of the claim, whose pods get a volume of its name. */
export const stateVolume = "buildkitd";
const memoryVolume = "buildkit-memory";

/**
 * The volumes of a node's pods. The state is in a claim, else in memory, else in the container, where a rootless daemon
 * needs a volume for it.
 */
export function volumesOf({ options }: WorkloadPlan, configs: readonly ConfigMount[]): Volumes {
  const state = stateOf(options);
  return {
    volumes: [
      ...configs.map(({ volume, configMap }) => ({
        name: volume,
        configMap: { name: configMap.metadata.name },
      })),
      ...state.volumes,
    ],
    mounts: [...configs.map(({ volume, path }) => ({ name: volume, mountPath: path })), ...state.mounts],
  };
}

function stateOf({ claim, rootMemory, rootless }: WorkloadPlan["options"]): Volumes {
  const mountPath = rootless ? rootlessStateDirectory : stateDirectory;
  const inMemory = { medium: "Memory", sizeLimit: rootMemory };
  if (claim !== undefined) return { volumes: [], mounts: [{ name: stateVolume, mountPath }] };
  if (rootless) {
    const emptyDir = rootMemory === undefined ? {} : inMemory;
    return { volumes: [{ name: stateVolume, emptyDir }], mounts: [{ name: stateVolume, mountPath }] };
  }
  if (rootMemory === undefined) return { volumes: [], mounts: [] };
  return {
    volumes: [{ name: memoryVolume, emptyDir: inMemory }],
    mounts: [{ name: memoryVolume, mountPath }],
  };
}
