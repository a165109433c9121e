import type { Engine, EngineCallOptions } from "../engine/contract/engine.js";

/** True when the engine keeps images in containerd, and so takes OCI archives with indexes and attestations. */
export async function hasContainerdStore(engine: Engine, options?: EngineCallOptions): Promise<boolean> {
  const { DriverStatus } = await engine.info(options);
  return (DriverStatus ?? []).some(
    ([key, value]) => key === "driver-type" && value === "io.containerd.snapshotter.v1",
  );
}
