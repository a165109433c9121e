export { type ExportBuildsOptions, exportBuilds } from "./bundle/export-builds.js";
export { type ImportBuildsOptions, type ImportedBuild, importBuilds } from "./desktop/import-builds.js";
export type { HistoryOptions } from "./history-node.js";
export type {
  BuildAttachment,
  BuildConfig,
  BuildDetails,
  BuildFailureDetails,
  BuildMaterial,
  NamedValue,
} from "./inspect/build-details.js";
export { inspectBuild } from "./inspect/inspect-build.js";
export { type ReadAttachmentOptions, readAttachment } from "./inspect/read-attachment.js";
export { type BuildLogsOptions, buildLogs } from "./logs/build-logs.js";
export type { BuildRecord, BuildStatus, StepCounts } from "./records/build-record.js";
export { findBuild, type ListBuildsOptions, listBuilds } from "./records/list-builds.js";
export { type BuildRemoval, removeBuilds } from "./remove/remove-builds.js";
export { buildTrace } from "./trace/build-trace.js";
export type * from "./trace/jaeger-types.js";
