import { type SlipwayError, withCaller } from "../../errors/index.js";
import { checkOptions, fields, list, milliseconds, text } from "../../util/options/index.js";
import { contextFields } from "../options/context-options.js";
import { askAllUsage } from "./ask-all-usage.js";
import { parseCacheFilters } from "./cache-filters.js";
import { type CacheTotals, cacheTotals } from "./cache-totals.js";
import type { DiskUsageOptions } from "./disk-usage.js";

/** Options of diskUsageOfAll. */
export interface AllDiskUsageOptions extends DiskUsageOptions {}

/** {@link AllDiskUsageOptions}, described. */
export const allDiskUsageOptions = fields<AllDiskUsageOptions>({
  ...contextFields,
  filters: list(text),
  timeout: milliseconds,
});

/** What the caches of one builder's nodes take together. */
export interface BuilderUsage extends CacheTotals {
  readonly builder: string;
  /** Why nothing is known of it, such as that it does not run; then all counts are 0. */
  readonly error?: SlipwayError | undefined;
}

/**
 * What the caches of all builders that run take, the largest first, then those of which nothing is known. A docker context
 * of another engine than the current one is left out. Boots nothing.
 *
 * @throws SlipwayError `invalid-argument` for a bad filter, `canceled`, what listing the builders throws.
 */
export async function diskUsageOfAll(options: AllDiskUsageOptions = {}): Promise<BuilderUsage[]> {
  return withCaller(diskUsageOfAll, async () => {
    checkOptions("diskUsageOfAll", allDiskUsageOptions, options);
    parseCacheFilters(options.filters ?? []);
    const asked = await askAllUsage(options);
    const found = asked.map(
      ({ builder, records, error }): BuilderUsage => ({
        builder,
        ...cacheTotals(records),
        error,
      }),
    );
    const rank = ({ error }: BuilderUsage) => Number(error !== undefined);
    return found.sort((one, other) => rank(one) - rank(other) || other.size - one.size);
  });
}
