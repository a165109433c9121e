import { findRegistryNode } from "../builder/registry/find-registry-node.js";
import { openRegistry } from "../builder/registry/open-registry.js";
import { currentDirectory } from "../util/current-directory.js";
import type { ImageToolOptions } from "./image-options.js";
import { ImageStores } from "./store/open-stores.js";

/**
 * The stores that a call works with, reached as the builder's configuration says.
 *
 * @throws SlipwayError `not-found` (`no builder "X" found`), `corrupt-state`, `io-error`
 */
export async function openImageStores(options: ImageToolOptions): Promise<ImageStores> {
  const { builder, credentials, env, docker, signal, cwd = currentDirectory() } = options;
  const node = await findRegistryNode(builder, options);
  const settings = { env, docker, credentials, signal };
  return new ImageStores((domain) => openRegistry(node, domain, settings), cwd, signal);
}
