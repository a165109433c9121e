import type { Engine } from "../../engine/contract/engine.js";

/** Whether an engine's endpoint is a port or another machine, not a socket of this one. */
export function isOverNetwork({ endpoint }: Pick<Engine, "endpoint">): boolean {
  return /^(tcp|https?|ssh):/.test(endpoint.host);
}
