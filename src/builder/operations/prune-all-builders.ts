import { SlipwayError, throwIfCanceled, withCaller } from "../../errors/index.js";
import { called, checkOptions, count, fields, milliseconds, needed } from "../../util/options/index.js";
import type { NodesOptions } from "../nodes/with-nodes.js";
import { contextFields } from "../options/context-options.js";
import type { BuilderOptions } from "../types.js";
import { type AskedBuilder, askAllUsage } from "./ask-all-usage.js";
import type { CacheRecord } from "./cache-record.js";
import { type CacheShare, cacheShares, type NodeCache } from "./cache-shares.js";
import { type PruneResult, pruneNodes, pruneRequest } from "./prune-builder.js";

/** Options of pruneAllBuilders. */
export interface PruneAllBuildersOptions extends NodesOptions, BuilderOptions {
  /** Cache that may be kept at most, of all builders together, bytes. */
  readonly maxUsedSpace: number;
  /** Asked before anything is removed, with what is to go; false leaves everything as it is. */
  readonly confirm?: (plan: readonly BuilderPrune[]) => Promise<boolean>;
}

/** {@link PruneAllBuildersOptions}, described. */
export const pruneAllBuildersOptions = fields<PruneAllBuildersOptions>({
  ...contextFields,
  maxUsedSpace: needed(count),
  confirm: called<NonNullable<PruneAllBuildersOptions["confirm"]>>(),
  timeout: milliseconds,
});

/** What a prune of all builders does to one. What an image shares is not counted, since removing it frees nothing. */
export interface BuilderPrune {
  readonly builder: string;
  /** Bytes. */
  readonly freed: number;
  /** Bytes that are left. */
  readonly kept: number;
  /** Why it was left out, such as that it does not run, or what ended its prune. */
  readonly error?: SlipwayError | undefined;
}

/** What a prune of all builders has removed. */
export interface AllPruneResult extends PruneResult {
  /** In the order of the list of builders; empty when `confirm` refused. */
  readonly builders: readonly BuilderPrune[];
}

/**
 * Removes cache of all builders that run until the rest fits in `maxUsedSpace`, first what was used longest ago,
 * whichever builder has it. What is in use stays, and so does what `pruneFilters` of the Docker configuration keep. Boots
 * nothing, and asks nothing when all fits already. Never rejects for one builder's failure.
 *
 * @throws SlipwayError `canceled`, `invalid-argument`, what listing the builders throws.
 */
export async function pruneAllBuilders(options: PruneAllBuildersOptions): Promise<AllPruneResult> {
  return withCaller(pruneAllBuilders, async () => {
    checkOptions("pruneAllBuilders", pruneAllBuildersOptions, options);
    const { confirm, maxUsedSpace, ...context } = options;
    const asked = await askAllUsage(context);
    const caches = asked.flatMap(nodeCaches);
    const shares = cacheShares(caches, maxUsedSpace);
    const plans = asked.map(({ builder, error }): Plan => {
      const own = shares.filter((share) => share.builder === builder);
      return { builder, error, shares: own };
    });
    const plan = plans.map((one) => outcome(one, planned(one), one.error));
    const wanted = plan.some(({ freed }) => freed > 0);
    if (wanted && confirm !== undefined && !(await confirm(plan))) {
      return { pruned: false, size: 0, builders: [] };
    }
    const builders = await Promise.all(plans.map((one) => pruneShares(one, context)));
    return { pruned: true, size: builders.reduce((sum, { freed }) => sum + freed, 0), builders };
  });
}

/** What a builder's nodes may keep. */
interface Plan {
  readonly builder: string;
  readonly shares: readonly CacheShare[];
  readonly error?: SlipwayError | undefined;
}

function nodeCaches({ builder, records }: AskedBuilder): NodeCache[] {
  const nodes = new Map<string, CacheRecord[]>();
  for (const record of records) {
    const own = nodes.get(record.node) ?? [];
    own.push(record);
    nodes.set(record.node, own);
  }
  return [...nodes].map(([node, own]) => ({ builder, node, records: own }));
}

const planned = ({ shares }: Plan) => shares.reduce((sum, { size, keep }) => sum + size - keep, 0);

async function pruneShares(plan: Plan, options: NodesOptions & BuilderOptions): Promise<BuilderPrune> {
  let freed = 0;
  if (planned(plan) === 0) return outcome(plan, freed, plan.error);
  try {
    // What an image shares would go too, and be taken for free space.
    const base = await pruneRequest({ ...options, all: true }, ["private"]);
    const requestOf = (node: string) => {
      const share = plan.shares.find((one) => one.node === node);
      if (share === undefined || share.keep === share.size) return undefined;
      // The daemon goes on while its cache is as large as the limit, and takes 0 for none.
      return { ...base, maxUsedSpace: BigInt(share.keep + 1) };
    };
    await pruneNodes(plan.builder, options, requestOf, ({ size }) => {
      freed += Math.max(0, size);
    });
    return outcome(plan, freed);
  } catch (reason) {
    throwIfCanceled(options.signal);
    return outcome(plan, freed, SlipwayError.from(reason));
  }
}

function outcome({ builder, shares }: Plan, freed: number, error?: SlipwayError): BuilderPrune {
  const size = shares.reduce((sum, share) => sum + share.size, 0);
  return { builder, freed, kept: Math.max(0, size - freed), error };
}
