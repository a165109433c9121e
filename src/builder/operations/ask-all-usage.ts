import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import type { CacheRecord } from "./cache-record.js";
import { askUsage, type DiskUsageOptions } from "./disk-usage.js";
import { listBuilders } from "./list-builders.js";

/** What the nodes of a builder hold, or why that is not known. */
export interface AskedBuilder {
  readonly builder: string;
  /** Node after node; empty when there is an error. */
  readonly records: readonly CacheRecord[];
  readonly error?: SlipwayError | undefined;
}

/**
 * Asks all builders at once for their caches, in the order of the list. A docker context of another engine than the
 * current one is left out. Boots nothing.
 *
 * @throws SlipwayError `canceled`, what listing the builders throws.
 */
export async function askAllUsage(options: DiskUsageOptions): Promise<AskedBuilder[]> {
  const { filters: _, ...listing } = options;
  const builders = await listBuilders(listing);
  const usable = builders.filter(({ isContext, error }) => !isContext || error === undefined);
  return Promise.all(
    usable.map(async ({ name }): Promise<AskedBuilder> => {
      try {
        return { builder: name, records: await askUsage(name, options) };
      } catch (reason) {
        throwIfCanceled(options.signal);
        return { builder: name, records: [], error: SlipwayError.from(reason) };
      }
    }),
  );
}
