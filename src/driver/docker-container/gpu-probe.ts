import { randomBytes } from "node:crypto";
import { access } from "node:fs/promises";
import type { Engine, EngineInfo } from "../../engine/contract/engine.js";
import { allGpus } from "./container-body.js";
import { isThisMachine } from "./this-machine.js";

/** Traces of a GPU or of a driver for one: NVIDIA's, Jetson's, WSL's, AMD's and any other. */
const traces = [
  "/dev/nvidiactl",
  "/proc/driver/nvidia",
  "/usr/bin/nvidia-smi",
  "/dev/nvhost-ctrl",
  "/dev/dxg",
  "/dev/kfd",
  "/dev/dri",
];

/**
 * Whether the engine can give its containers GPUs. No call tells; as buildx does, a container that asks for them is
 * started from the builder's image. An engine on this machine is not asked where there is no trace of a GPU, which
 * saves a good part of the time a boot takes.
 */
export async function hasGpus(
  engine: Engine,
  image: string,
  info: EngineInfo | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  if (info !== undefined && isThisMachine(info) && !(await hasTrace())) return false;
  const options = { signal };
  const name = `buildx_gpu_probe_${randomBytes(6).toString("hex")}`;
  const body = {
    Image: image,
    Entrypoint: ["/bin/true"],
    HostConfig: { NetworkMode: "none", AutoRemove: true, DeviceRequests: allGpus },
  };
  try {
    await engine.createContainer(name, body, options);
  } catch {
    return false;
  }
  try {
    await engine.startContainer(name, options);
    return true;
  } catch {
    await engine.removeContainer(name, { force: true }).catch(() => undefined);
    return false;
  }
}

async function hasTrace(): Promise<boolean> {
  const found = await Promise.all(
    traces.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
