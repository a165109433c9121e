import type { Engine } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import type { BuilderInfo } from "../types.js";

/**
 * The engines that a builder's nodes run on, each once: the kernels of their machines have the emulators.
 *
 * @throws SlipwayError `unsupported` where no node's engine is known, the failure of the nodes where there is one.
 */
export function enginesOf({ name, nodes, error }: BuilderInfo): Engine[] {
  const engines = new Map<string, Engine>();
  for (const { driver } of nodes) {
    if (driver?.engine !== undefined) engines.set(driver.engine.endpoint.host, driver.engine);
  }
  if (engines.size > 0) return [...engines.values()];
  const failure = error ?? nodes.find((node) => node.error !== undefined)?.error;
  if (failure !== undefined) throw SlipwayError.from(failure);
  throw new SlipwayError(
    "unsupported",
    `builder ${quoteGo(name)} runs on no Docker Engine that is known here`,
    {
      hint: "install emulators on the machine of its daemon; a Kubernetes builder has the option qemu.install=true",
    },
  );
}
