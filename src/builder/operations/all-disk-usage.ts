import { SlipwayError, throwIfCanceled, withCaller } from "../../errors/index.js";
import { checkOptions, fields, list, milliseconds, text } from "../../util/options/index.js";
import { contextFields } from "../options/context-options.js";
import { parseCacheFilters } from "./cache-filters.js";
import { type CacheTotals, cacheTotals } from "./cache-totals.js";
import { askUsage, type DiskUsageOptions } from "./disk-usage.js";
import { listBuilders } from "./list-builders.js";

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
    const { filters: _, ...listing } = options;
    const builders = await listBuilders(listing);
    const usable = builders.filter(({ isContext, error }) => !isContext || error === undefined);
    const found = await Promise.all(
      usable.map(async ({ name }): Promise<BuilderUsage> => {
        try {
          return { builder: name, ...cacheTotals(await askUsage(name, options)) };
        } catch (reason) {
          throwIfCanceled(options.signal);
          return { builder: name, ...cacheTotals([]), error: SlipwayError.from(reason) };
        }
      }),
    );
    const rank = ({ error }: BuilderUsage) => Number(error !== undefined);
    return found.sort((one, other) => rank(one) - rank(other) || other.size - one.size);
  });
}
