import { findBuilder } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import type { BuilderOptions } from "../types.js";
import type { RegistryNode } from "./registry-settings.js";

/**
 * The node by whose configuration registries are reached when images are worked on in the name of a builder: the first
 * one, as in Buildx. Asks no engine and no daemon. Undefined for a builder without nodes.
 *
 * @param name undefined for the current builder
 * @throws SlipwayError `not-found` (`no builder "X" found`), `corrupt-state`, `io-error`
 */
export async function findRegistryNode(
  name: string | undefined,
  context: BuilderOptions,
): Promise<RegistryNode | undefined> {
  const { nodes } = await findBuilder(new BuilderScope(context), name);
  const [first] = nodes;
  return first === undefined ? undefined : { name: first.name, files: first.files ?? new Map() };
}
