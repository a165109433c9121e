export type { AnnotationOption, AnnotationPlace, Annotations } from "./build/attributes/annotation.js";
export type { AttestOption, ProvenanceOption, SbomOption } from "./build/attributes/attest.js";
export type { AttributeValues } from "./build/attributes/attribute-fields.js";
export type { CacheAttributes, CacheFromOption, CacheMode, CacheToOption } from "./build/attributes/cache.js";
export type { CallOption } from "./build/attributes/call.js";
export type { UlimitOption } from "./build/attributes/ulimit.js";
export { type BuildOnOptions, build } from "./build/build.js";
export { Builder, type BuilderBuildOptions, ensureBuilder, type OnBuilder } from "./build/builder-handle.js";
export { type DialBuilderOptions, dialBuilder } from "./build/dial-builder.js";
export type { RunningBuild } from "./build/handle/running-build.js";
export type { Assignments } from "./build/options/assignments.js";
export type { BuildOptions, BuildResult } from "./build/options/build-options.js";
export type { ContextFile, ContextFiles, ContextSource } from "./build/options/context-source.js";
export type {
  ArchiveDestination,
  ExporterAttributes,
  OutputFile,
  OutputOption,
} from "./build/options/output-option.js";
export type {
  SecretFromFile,
  SecretFromFunction,
  SecretFromValue,
  SecretFromVariable,
  SecretOption,
} from "./build/options/secret-option.js";
export type {
  ConnectSshAgent,
  SshFromKeys,
  SshFromSocket,
  SshFromStream,
  SshOption,
} from "./build/options/ssh-option.js";
export {
  type AllDiskUsageOptions,
  type AllPruneResult,
  type BuilderContext,
  type BuilderInfo,
  type BuilderNode,
  type BuilderOptions,
  type BuilderPrune,
  type BuilderRemoval,
  type BuilderUsage,
  type CacheRecord,
  type CacheTotals,
  type CreateBuilderOptions,
  createBuilder,
  type DiskUsageOptions,
  diskUsage,
  diskUsageOfAll,
  type Emulator,
  type EmulatorInstallation,
  type EnsureBuilderOptions,
  type GcPolicy,
  type Handler,
  type InspectBuilderOptions,
  type InstallEmulatorsOptions,
  inspectBuilder,
  installEmulators,
  type ListBuildersOptions,
  type ListEmulatorsOptions,
  type ListOrphansOptions,
  listBuilderNames,
  listBuilders,
  listEmulators,
  listOrphans,
  type NodeChanges,
  type NodeDetails,
  type Orphan,
  type OrphanRemoval,
  type PruneAllBuildersOptions,
  type PruneBuilderOptions,
  type PruneResult,
  planBuilder,
  pruneAllBuilders,
  pruneBuilder,
  type ReconfigureBuilderOptions,
  type RemoveBuilderOptions,
  type RemoveEmulatorsOptions,
  type RemoveOrphansOptions,
  reconfigureBuilder,
  removeBuilders,
  removeEmulators,
  removeInactiveBuilders,
  removeOrphans,
  stopBuilder,
  type UpgradeBuilderOptions,
  type UseBuilderOptions,
  upgradeBuilder,
  useBuilder,
  type WorkerDevice,
} from "./builder/index.js";
export type { LookUpLogin, RegistryLogin } from "./builder/registry/login-types.js";
export {
  BuildError,
  type BuildFailure,
  type FailedStep,
  type FailureLocation,
} from "./buildkit/client/build-error.js";
export { type DoctorArea, diagnose, type Finding } from "./doctor/index.js";
export type {
  Driver,
  DriverConnectOptions,
  DriverOperationOptions,
  DriverReplica,
  DriverStatus,
  NewerImage,
  Transport,
} from "./driver/contract/driver.js";
export type {
  DaemonFlagsRequest,
  DriverFactory,
  DriverInit,
  EndpointRequest,
  InheritanceRequest,
  NodeEndpoint,
} from "./driver/contract/driver-factory.js";
export type { DriverFeatures, WorkerLabels } from "./driver/contract/driver-features.js";
export type { DriverOptions } from "./driver/contract/driver-options.js";
export type {
  Inheritance,
  InheritedRegistrySetting,
  InheritedSetting,
  InheritedVariable,
  InheritedWorkerSetting,
} from "./driver/contract/inherited-settings.js";
export type { EngineNodes, FoundOrphan, OrphanKind, OrphanRequest } from "./driver/contract/orphans.js";
export { registerDriver } from "./driver/registry.js";
export { type ConnectEngineOptions, connectEngine, type Engine } from "./engine/index.js";
export {
  isSlipwayError,
  SlipwayError,
  type SlipwayErrorChanges,
  type SlipwayErrorCode,
  type SlipwayErrorOptions,
} from "./errors/index.js";
export {
  type BuildExplanation,
  type Cause,
  type CauseKind,
  type Certainty,
  type ExplainOptions,
  explain,
  type FileChanges,
  type StepExplanation,
} from "./explain/index.js";
export {
  type BuildAttachment,
  type BuildConfig,
  type BuildDetails,
  type BuildFailureDetails,
  type BuildLogsOptions,
  type BuildMaterial,
  type BuildRecord,
  type BuildRemoval,
  type BuildStatus,
  buildLogs,
  buildTrace,
  type ExportBuildsOptions,
  exportBuilds,
  findBuild,
  type HistoryOptions,
  type ImportBuildsOptions,
  type ImportedBuild,
  importBuilds,
  inspectBuild,
  type JaegerLog,
  type JaegerProcess,
  type JaegerReference,
  type JaegerSpan,
  type JaegerTag,
  type JaegerTrace,
  type ListBuildsOptions,
  listBuilds,
  type NamedValue,
  type ReadAttachmentOptions,
  readAttachment,
  removeBuilds,
  type StepCounts,
} from "./history/index.js";
export { type CopyImageOptions, copyImage } from "./imagetools/copy-image.js";
export { createImage } from "./imagetools/create-image.js";
export type {
  CreatedImage,
  CreateImageOptions,
  ImageDescriptor,
  ImageToolOptions,
} from "./imagetools/image-options.js";
export {
  type ImageInspection,
  type InspectedPlatform,
  type InspectImageOptions,
  inspectImage,
} from "./imagetools/inspect-image.js";
export { exportCacheMount } from "./mounts/export-cache-mount.js";
export { importCacheMount } from "./mounts/import-cache-mount.js";
export type { CacheMount, CacheMountSharing } from "./mounts/options/cache-mount.js";
export type {
  CacheMountExport,
  CacheMountImport,
  CacheMountOptions,
  ExportCacheMountOptions,
  ImportCacheMountOptions,
} from "./mounts/options/mount-options.js";
export type { Descriptor, DescriptorPlatform, Index } from "./oci/descriptor.js";
export { formatPlatform, type Platform } from "./oci/platform.js";
export type * from "./progress/events/build-event.js";
export type { BuildSummary } from "./progress/events/build-summary.js";
export type {
  ErrorSource,
  ProgressSink,
  SolveStatus,
  SourceInfo,
  SourceRange,
  UnixNanos,
  Vertex,
  VertexLog,
  VertexStatus,
  VertexWarning,
} from "./progress/model/status.js";
export {
  type BuildView,
  type ExportBuildPageOptions,
  exportBuildPage,
  type ServeBuildsOptions,
  serveBuilds,
} from "./web/index.js";
