import { hostname, release } from "node:os";
import type { Engine, EngineInfo } from "../../engine/contract/engine.js";

/**
 * The engine's containers may be processes of this machine's kernel; whether they are is seen when one is looked at.
 * Docker Desktop's socket on macOS and Windows leads into a virtual machine.
 */
export function mayShareKernel(engine: Engine, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux" && engine.endpoint.host.startsWith("unix://");
}

/** By what the engine says of itself it runs on this machine. */
export function isThisMachine(info: EngineInfo, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "linux" && info.Name === hostname() && info.KernelVersion === release();
}
