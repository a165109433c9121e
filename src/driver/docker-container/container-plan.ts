import type { ContainerInspect, Engine } from "../../engine/contract/engine.js";
import { isSlipwayError } from "../../errors/index.js";
import type { ContainerOptions } from "./options.js";

/** All that a builder's container is made from. */
export interface ContainerPlan {
  readonly engine: Engine;
  /** The container's name. */
  readonly container: string;
  readonly options: ContainerOptions;
  readonly flags: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The option `memory` as the user wrote it. */
  readonly memoryText?: string | undefined;
}

/** The container as the engine has it; undefined when there is none. */
export async function findContainer(
  plan: Pick<ContainerPlan, "engine" | "container">,
  signal: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ContainerInspect | undefined> {
  try {
    return await plan.engine.inspectContainer(plan.container, signal);
  } catch (error) {
    if (isSlipwayError(error, "not-found")) return undefined;
    throw error;
  }
}
