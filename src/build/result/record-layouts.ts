import { collectLayoutGarbage, recordLayoutImage, recordLocalCache } from "../../oci/layout/index.js";
import type { WireExport } from "../exports/wire-export.js";
import type { BuildPlan } from "../prepare-build.js";

/**
 * Enters what the daemon wrote into the index of each layout: caches under their tag, images under their names.
 *
 * @throws SlipwayError `io-error`, `corrupt-state` or `protocol-error`.
 */
export async function recordLayouts(
  { cacheExports }: Pick<BuildPlan, "cacheExports">,
  exports: readonly WireExport[],
  response: Readonly<Record<string, string>>,
): Promise<void> {
  for (const { directory, tag, reset } of cacheExports.local) {
    await recordLocalCache(directory, response, tag);
    if (reset) await collectLayoutGarbage(directory);
  }
  for (const { target } of exports) {
    if (target.kind === "layout") await recordLayoutImage(target.path, response);
  }
}
