export { bootBuilder } from "./boot-builder.js";
export { recordActivity, saveLocalState } from "./build-records.js";
export { listBuilderNames } from "./builder-names.js";
export type { CacheRecord } from "./cache-record.js";
export {
  type ConnectedContext,
  type ConnectionLease,
  ConnectionPool,
  type DaemonConnection,
  leaseFrom,
} from "./connection-pool.js";
export { createBuilder } from "./create-builder.js";
export { type DiskUsageOptions, diskUsage } from "./disk-usage.js";
export {
  type EngineImageNotes,
  readEngineImageNotes,
  writeEngineImageNotes,
} from "./engine-image-notes.js";
export { type EnsureBuilderOptions, ensureStoredBuilder } from "./ensure-builder.js";
export { type InspectBuilderOptions, inspectBuilder } from "./inspect-builder.js";
export { leaseConnection } from "./lease-connection.js";
export { type ListBuildersOptions, listBuilders } from "./list-builders.js";
export { loadNodeDetails } from "./node-details.js";
export { buildNodeIdentifier } from "./node-identifier.js";
export { type PruneBuilderOptions, type PruneResult, pruneBuilder } from "./prune-builder.js";
export {
  type BuilderRemoval,
  removeBuilders,
  removeInactiveBuilders,
} from "./remove-builders.js";
export { resolveBuilder } from "./resolve-builder.js";
export { stopBuilder } from "./stop-builder.js";
export type { BuildState } from "./store/local-state.js";
export type * from "./types.js";
export { type UseBuilderOptions, useBuilder } from "./use-builder.js";
