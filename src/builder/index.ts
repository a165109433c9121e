export { connectionKey } from "./connections/connection-key.js";
export {
  type ConnectedOptions,
  type ConnectionLease,
  ConnectionPool,
  type DaemonConnection,
  leaseFrom,
} from "./connections/connection-pool.js";
export { connectionSettings } from "./connections/connection-settings.js";
export { daemonOf, leaseConnection } from "./connections/lease-connection.js";
export { emulatorRemedy } from "./emulators/emulator-remedy.js";
export type { Handler } from "./emulators/handlers.js";
export { type EmulatorInstallation, installEmulators } from "./emulators/install-emulators.js";
export { listEmulators } from "./emulators/list-emulators.js";
export { removeEmulators } from "./emulators/remove-emulators.js";
export type {
  Emulator,
  InstallEmulatorsOptions,
  ListEmulatorsOptions,
  RemoveEmulatorsOptions,
} from "./emulators/types.js";
export { bootBuilder } from "./nodes/boot-builder.js";
export { Deadline, defaultStatusTimeout, stateUnknown } from "./nodes/deadline.js";
export { loadNodeDetails } from "./nodes/node-details.js";
export { resolveBuilder } from "./nodes/resolve-builder.js";
export { type AllDiskUsageOptions, type BuilderUsage, diskUsageOfAll } from "./operations/all-disk-usage.js";
export {
  buildNotesOf,
  localStateOf,
  recordActivity,
  saveBuildGroup,
  saveLocalState,
} from "./operations/build-records.js";
export { listBuilderNames } from "./operations/builder-names.js";
export type { CacheRecord } from "./operations/cache-record.js";
export type { CacheTotals } from "./operations/cache-totals.js";
export { createBuilder, planBuilder } from "./operations/create-builder.js";
export { type DiskUsageOptions, diskUsage } from "./operations/disk-usage.js";
export { ensureStoredBuilder } from "./operations/ensure-builder.js";
export { type InspectBuilderOptions, inspectBuilder } from "./operations/inspect-builder.js";
export { type ListBuildersOptions, listBuilders } from "./operations/list-builders.js";
export type { NodeChanges } from "./operations/node-changes.js";
export { buildNodeIdentifier } from "./operations/node-identifier.js";
export {
  type AllPruneResult,
  type BuilderPrune,
  type PruneAllBuildersOptions,
  pruneAllBuilders,
} from "./operations/prune-all-builders.js";
export {
  type PruneBuilderOptions,
  type PruneResult,
  pruneBuilder,
} from "./operations/prune-builder.js";
export {
  type ReconfigureBuilderOptions,
  reconfigureBuilder,
} from "./operations/reconfigure-builder.js";
export {
  type BuilderRemoval,
  removeBuilders,
  removeInactiveBuilders,
} from "./operations/remove-builders.js";
export { stopBuilder } from "./operations/stop-builder.js";
export { type UpgradeBuilderOptions, upgradeBuilder } from "./operations/upgrade-builder.js";
export { type UseBuilderOptions, useBuilder } from "./operations/use-builder.js";
export { contextFields as builderContextFields } from "./options/context-options.js";
export { listOrphans } from "./orphans/find-orphans.js";
export { type OrphanRemoval, removeOrphans } from "./orphans/remove-orphans.js";
export type { ListOrphansOptions, Orphan, RemoveOrphansOptions } from "./orphans/types.js";
export type { ListedBuild } from "./store/build-list.js";
export { type BuildNotesDirectory, type NotesPlace, targetKey } from "./store/build-notes-directory.js";
export {
  type EngineImageNotes,
  readEngineImageNotes,
  writeEngineImageNotes,
} from "./store/engine-image-notes.js";
export type { BuildGroup, BuildState } from "./store/local-state.js";
export { stateDirectoryOf } from "./store/state-directory-of.js";
export type * from "./types.js";
