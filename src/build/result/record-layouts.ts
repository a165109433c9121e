import { collectLayoutGarbage, recordLayoutImage, recordLocalCache } from "../../oci/layout/index.js";
import type { WireExport } from "../exports/wire-export.js";
import type { LocalCache } from "../request/plan-caches.js";

/**
 * Enters what the daemon wrote into the index of each layout: caches under their tag, images under their names.
 *
 * @throws SlipwayError `io-error`, `corrupt-state` or `protocol-error`.
 */
export async function recordLayouts(
  caches: readonly LocalCache[],
  exports: readonly WireExport[],
  response: Readonly<Record<string, string>>,
): Promise<void> {
  for (const { directory, tag, reset } of caches) {
    await recordLocalCache(directory, response, tag);
    if (reset) await collectLayoutGarbage(directory);
  }
  for (const { target } of exports) {
    if (target.kind === "layout") await recordLayoutImage(target.path, response);
  }
}
