export { type ExportBuildsOptions, exportBuilds } from "./bundle/export-builds.js";
export { type BundlePlace, type OpenBundle, openBundle } from "./bundle/read-bundle.js";
export { type ImportBuildsOptions, type ImportedBuild, importBuilds } from "./desktop/import-builds.js";
export { type HistoryNode, type HistoryOptions, takesLimits } from "./history-node.js";
export type {
  BuildAttachment,
  BuildConfig,
  BuildDetails,
  BuildFailureDetails,
  BuildMaterial,
  NamedValue,
} from "./inspect/build-details.js";
export { readStoredFailure, type StoredFailure } from "./inspect/failure.js";
export { inspectBuild, inspectRecord } from "./inspect/inspect-build.js";
export { type ReadAttachmentOptions, readAttachment } from "./inspect/read-attachment.js";
export { eachRecord } from "./list-records.js";
export { type BuildLogsOptions, buildLogs } from "./logs/build-logs.js";
export { findRecord, queryRecords } from "./query/query-records.js";
export type { BuildRecord, BuildStatus, StepCounts } from "./records/build-record.js";
export { describeRecord, localState } from "./records/describe-record.js";
export { findBuild, type ListBuildsOptions, listBuilds } from "./records/list-builds.js";
export { type BuildRemoval, removeBuilds } from "./remove/remove-builds.js";
export type { RecordReader, StoredRecord } from "./stored-record.js";
export { buildTrace } from "./trace/build-trace.js";
export type * from "./trace/jaeger-types.js";
export { type RecordChanges, watchRecords } from "./watch-records.js";
export { withHistory } from "./with-history.js";
