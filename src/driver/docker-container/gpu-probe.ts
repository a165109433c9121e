import { randomBytes } from "node:crypto";
import type { Engine } from "../../engine/types.js";
import { allGpus } from "./container-body.js";

/**
 * Whether the engine can give its containers GPUs. No call tells; as buildx does, a container that asks for them is
 * started from the builder's image.
 */
export async function hasGpus(engine: Engine, image: string, signal?: AbortSignal): Promise<boolean> {
  const options = signal === undefined ? {} : { signal };
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
