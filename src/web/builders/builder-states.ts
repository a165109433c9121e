import { type BuilderNode, type BuilderOptions, diskUsage, listBuilders } from "../../builder/index.js";
import { formatPlatform } from "../../oci/platform.js";
import type { BuilderList, CacheUse } from "../contract/index.js";
import { toMilliseconds } from "../steps/step-model.js";

/** Records of a cache that are told one by one. */
const MOST_RECORDS = 2_000;

/** All builders with the state of their nodes. */
export async function builderStates(options: BuilderOptions): Promise<BuilderList> {
  const builders = await listBuilders({ ...options, timeout: 10_000 });
  return {
    builders: builders.map(({ name, driver, current, nodes, error }) => ({
      ...{ name, driver, current },
      nodes: nodes.map(nodeState),
      ...(error && { error: error.message }),
    })),
  };
}

function nodeState({ name, endpoint, status, details, fixedPlatforms, error }: BuilderNode) {
  return {
    ...{ name, endpoint, status: status ?? "", version: details?.version ?? "" },
    platforms: (details?.platforms ?? fixedPlatforms).map(formatPlatform),
    ...(error && { error: error.message }),
  };
}

/** What a builder's cache holds, the largest records first. */
export async function cacheUse(builder: string, options: BuilderOptions): Promise<CacheUse> {
  const records = await diskUsage(builder, options);
  const sum = (list: typeof records) => list.reduce((size, record) => size + record.size, 0);
  return {
    size: sum(records),
    reclaimable: sum(records.filter(({ inUse }) => !inUse)),
    count: records.length,
    records: records
      .sort((a, b) => b.size - a.size)
      .slice(0, MOST_RECORDS)
      .map(({ node, id, size, type, description, createdAt, lastUsedAt, usageCount, inUse, shared }) => ({
        ...{ node, id, size, type, description: description.slice(0, 2_000), usageCount, inUse, shared },
        created: toMilliseconds(createdAt),
        ...(lastUsedAt !== undefined && { used: toMilliseconds(lastUsedAt) }),
      })),
  };
}
