// Generated from moby/buildkit/v1/control.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";
import { type Timestamp, TimestampSchema } from "../../../google/protobuf/timestamp_pb.js";
import { type Status, StatusSchema } from "../../../google/status_pb.js";
import { type Policy, PolicySchema } from "./sourcepolicy_pb.js";
import { type BuildkitVersion, type WorkerRecord, BuildkitVersionSchema, WorkerRecordSchema } from "./worker_pb.js";
import { type Definition, type ProgressGroup, type Range, type SourceInfo, DefinitionSchema, ProgressGroupSchema, RangeSchema, SourceInfoSchema } from "../../../pb/ops_pb.js";

/** `moby.buildkit.v1.BytesMessage` */
export interface BytesMessage {
  data: Uint8Array;
}
/** Field table of {@link BytesMessage}. */
export const BytesMessageSchema: DescMessage<BytesMessage> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.BytesMessage", () => [
  [1, "data", "bytes"],
]);

/** `moby.buildkit.v1.SolveRequest` */
export interface SolveRequest {
  ref: string;
  definition?: Definition;
  exporterDeprecated: string;
  exporterAttrsDeprecated: { [key: string]: string };
  session: string;
  frontend: string;
  frontendAttrs: { [key: string]: string };
  cache?: CacheOptions;
  entitlements: string[];
  frontendInputs: { [key: string]: Definition };
  internal: boolean;
  sourcePolicy?: Policy;
  exporters: Exporter[];
  enableSessionExporter: boolean;
  sourcePolicySession: string;
  compatibilityVersion: bigint;
  proxyNetwork: boolean;
}
/** Field table of {@link SolveRequest}. */
export const SolveRequestSchema: DescMessage<SolveRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.SolveRequest", () => [
  [1, "ref", "string"],
  [2, "definition", DefinitionSchema],
  [3, "exporterDeprecated", "string"],
  [4, "exporterAttrsDeprecated", "string", { mapKey: "string" }],
  [5, "session", "string"],
  [6, "frontend", "string"],
  [7, "frontendAttrs", "string", { mapKey: "string" }],
  [8, "cache", CacheOptionsSchema],
  [9, "entitlements", "string", "repeated"],
  [10, "frontendInputs", DefinitionSchema, { mapKey: "string" }],
  [11, "internal", "bool"],
  [12, "sourcePolicy", PolicySchema],
  [13, "exporters", ExporterSchema, "repeated"],
  [14, "enableSessionExporter", "bool"],
  [15, "sourcePolicySession", "string"],
  [16, "compatibilityVersion", "int64"],
  [17, "proxyNetwork", "bool"],
]);

/** `moby.buildkit.v1.Exporter` */
export interface Exporter {
  type: string;
  attrs: { [key: string]: string };
}
/** Field table of {@link Exporter}. */
export const ExporterSchema: DescMessage<Exporter> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.Exporter", () => [
  [1, "type", "string"],
  [2, "attrs", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.v1.CacheOptions` */
export interface CacheOptions {
  exports: CacheOptionsEntry[];
  imports: CacheOptionsEntry[];
}
/** Field table of {@link CacheOptions}. */
export const CacheOptionsSchema: DescMessage<CacheOptions> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.CacheOptions", () => [
  [4, "exports", CacheOptionsEntrySchema, "repeated"],
  [5, "imports", CacheOptionsEntrySchema, "repeated"],
]);

/** `moby.buildkit.v1.CacheOptionsEntry` */
export interface CacheOptionsEntry {
  type: string;
  attrs: { [key: string]: string };
}
/** Field table of {@link CacheOptionsEntry}. */
export const CacheOptionsEntrySchema: DescMessage<CacheOptionsEntry> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.CacheOptionsEntry", () => [
  [1, "type", "string"],
  [2, "attrs", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.v1.SolveResponse` */
export interface SolveResponse {
  exporterResponse: { [key: string]: string };
}
/** Field table of {@link SolveResponse}. */
export const SolveResponseSchema: DescMessage<SolveResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.SolveResponse", () => [
  [1, "exporterResponse", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.v1.StatusRequest` */
export interface StatusRequest {
  ref: string;
}
/** Field table of {@link StatusRequest}. */
export const StatusRequestSchema: DescMessage<StatusRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.StatusRequest", () => [
  [1, "ref", "string"],
]);

/** `moby.buildkit.v1.StatusResponse` */
export interface StatusResponse {
  vertexes: Vertex[];
  statuses: VertexStatus[];
  logs: VertexLog[];
  warnings: VertexWarning[];
}
/** Field table of {@link StatusResponse}. */
export const StatusResponseSchema: DescMessage<StatusResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.StatusResponse", () => [
  [1, "vertexes", VertexSchema, "repeated"],
  [2, "statuses", VertexStatusSchema, "repeated"],
  [3, "logs", VertexLogSchema, "repeated"],
  [4, "warnings", VertexWarningSchema, "repeated"],
]);

/** `moby.buildkit.v1.Vertex` */
export interface Vertex {
  digest: string;
  inputs: string[];
  name: string;
  cached: boolean;
  started?: Timestamp;
  completed?: Timestamp;
  error: string;
  progressGroup?: ProgressGroup;
}
/** Field table of {@link Vertex}. */
export const VertexSchema: DescMessage<Vertex> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.Vertex", () => [
  [1, "digest", "string"],
  [2, "inputs", "string", "repeated"],
  [3, "name", "string"],
  [4, "cached", "bool"],
  [5, "started", TimestampSchema],
  [6, "completed", TimestampSchema],
  [7, "error", "string"],
  [8, "progressGroup", ProgressGroupSchema],
]);

/** `moby.buildkit.v1.VertexStatus` */
export interface VertexStatus {
  id: string;
  vertex: string;
  name: string;
  current: bigint;
  total: bigint;
  timestamp?: Timestamp;
  started?: Timestamp;
  completed?: Timestamp;
}
/** Field table of {@link VertexStatus}. */
export const VertexStatusSchema: DescMessage<VertexStatus> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.VertexStatus", () => [
  [1, "id", "string"],
  [2, "vertex", "string"],
  [3, "name", "string"],
  [4, "current", "int64"],
  [5, "total", "int64"],
  [6, "timestamp", TimestampSchema],
  [7, "started", TimestampSchema],
  [8, "completed", TimestampSchema],
]);

/** `moby.buildkit.v1.VertexLog` */
export interface VertexLog {
  vertex: string;
  timestamp?: Timestamp;
  stream: bigint;
  msg: Uint8Array;
}
/** Field table of {@link VertexLog}. */
export const VertexLogSchema: DescMessage<VertexLog> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.VertexLog", () => [
  [1, "vertex", "string"],
  [2, "timestamp", TimestampSchema],
  [3, "stream", "int64"],
  [4, "msg", "bytes"],
]);

/** `moby.buildkit.v1.VertexWarning` */
export interface VertexWarning {
  vertex: string;
  level: bigint;
  short: Uint8Array;
  detail: Uint8Array[];
  url: string;
  info?: SourceInfo;
  ranges: Range[];
}
/** Field table of {@link VertexWarning}. */
export const VertexWarningSchema: DescMessage<VertexWarning> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.VertexWarning", () => [
  [1, "vertex", "string"],
  [2, "level", "int64"],
  [3, "short", "bytes"],
  [4, "detail", "bytes", "repeated"],
  [5, "url", "string"],
  [6, "info", SourceInfoSchema],
  [7, "ranges", RangeSchema, "repeated"],
]);

/** `moby.buildkit.v1.ListWorkersRequest` */
export interface ListWorkersRequest {
  filter: string[];
}
/** Field table of {@link ListWorkersRequest}. */
export const ListWorkersRequestSchema: DescMessage<ListWorkersRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.ListWorkersRequest", () => [
  [1, "filter", "string", "repeated"],
]);

/** `moby.buildkit.v1.ListWorkersResponse` */
export interface ListWorkersResponse {
  record: WorkerRecord[];
}
/** Field table of {@link ListWorkersResponse}. */
export const ListWorkersResponseSchema: DescMessage<ListWorkersResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.ListWorkersResponse", () => [
  [1, "record", WorkerRecordSchema, "repeated"],
]);

/** `moby.buildkit.v1.InfoRequest` */
export interface InfoRequest {
}
/** Field table of {@link InfoRequest}. */
export const InfoRequestSchema: DescMessage<InfoRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.InfoRequest", () => [
]);

/** `moby.buildkit.v1.InfoResponse` */
export interface InfoResponse {
  buildkitVersion?: BuildkitVersion;
}
/** Field table of {@link InfoResponse}. */
export const InfoResponseSchema: DescMessage<InfoResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.InfoResponse", () => [
  [1, "buildkitVersion", BuildkitVersionSchema],
]);

/** `moby.buildkit.v1.DiskUsageRequest` */
export interface DiskUsageRequest {
  filter: string[];
  /** Nanoseconds. */
  ageLimit: bigint;
}
/** Field table of {@link DiskUsageRequest}. */
export const DiskUsageRequestSchema: DescMessage<DiskUsageRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.DiskUsageRequest", () => [
  [1, "filter", "string", "repeated"],
  [2, "ageLimit", "int64"],
]);

/** `moby.buildkit.v1.DiskUsageResponse` */
export interface DiskUsageResponse {
  record: UsageRecord[];
}
/** Field table of {@link DiskUsageResponse}. */
export const DiskUsageResponseSchema: DescMessage<DiskUsageResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.DiskUsageResponse", () => [
  [1, "record", UsageRecordSchema, "repeated"],
]);

/** `moby.buildkit.v1.PruneRequest` */
export interface PruneRequest {
  filter: string[];
  all: boolean;
  /** Nanoseconds. */
  keepDuration: bigint;
  reservedSpace: bigint;
  maxUsedSpace: bigint;
  minFreeSpace: bigint;
}
/** Field table of {@link PruneRequest}. */
export const PruneRequestSchema: DescMessage<PruneRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.PruneRequest", () => [
  [1, "filter", "string", "repeated"],
  [2, "all", "bool"],
  [3, "keepDuration", "int64"],
  [4, "reservedSpace", "int64"],
  [5, "maxUsedSpace", "int64"],
  [6, "minFreeSpace", "int64"],
]);

/** `moby.buildkit.v1.UsageRecord` */
export interface UsageRecord {
  id: string;
  mutable: boolean;
  inUse: boolean;
  size: bigint;
  parent: string;
  createdAt?: Timestamp;
  lastUsedAt?: Timestamp;
  usageCount: bigint;
  description: string;
  recordType: string;
  shared: boolean;
  parents: string[];
}
/** Field table of {@link UsageRecord}. */
export const UsageRecordSchema: DescMessage<UsageRecord> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.UsageRecord", () => [
  [1, "id", "string"],
  [2, "mutable", "bool"],
  [3, "inUse", "bool"],
  [4, "size", "int64"],
  [5, "parent", "string"],
  [6, "createdAt", TimestampSchema],
  [7, "lastUsedAt", TimestampSchema],
  [8, "usageCount", "int64"],
  [9, "description", "string"],
  [10, "recordType", "string"],
  [11, "shared", "bool"],
  [12, "parents", "string", "repeated"],
]);

/** `moby.buildkit.v1.BuildHistoryRequest` */
export interface BuildHistoryRequest {
  activeOnly: boolean;
  ref: string;
  earlyExit: boolean;
  filter: string[];
  limit: number;
}
/** Field table of {@link BuildHistoryRequest}. */
export const BuildHistoryRequestSchema: DescMessage<BuildHistoryRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.BuildHistoryRequest", () => [
  [1, "activeOnly", "bool"],
  [2, "ref", "string"],
  [3, "earlyExit", "bool"],
  [4, "filter", "string", "repeated"],
  [5, "limit", "int32"],
]);

/** `moby.buildkit.v1.BuildHistoryEvent` */
export interface BuildHistoryEvent {
  type: BuildHistoryEventType;
  record?: BuildHistoryRecord;
}
/** Field table of {@link BuildHistoryEvent}. */
export const BuildHistoryEventSchema: DescMessage<BuildHistoryEvent> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.BuildHistoryEvent", () => [
  [1, "type", "int32"],
  [2, "record", BuildHistoryRecordSchema],
]);

/** `moby.buildkit.v1.BuildHistoryRecord` */
export interface BuildHistoryRecord {
  ref: string;
  frontend: string;
  frontendAttrs: { [key: string]: string };
  exporters: Exporter[];
  error?: Status;
  createdAt?: Timestamp;
  completedAt?: Timestamp;
  logs?: Descriptor;
  exporterResponse: { [key: string]: string };
  result?: BuildResultInfo;
  results: { [key: string]: BuildResultInfo };
  generation: number;
  trace?: Descriptor;
  pinned: boolean;
  numCachedSteps: number;
  numTotalSteps: number;
  numCompletedSteps: number;
  externalError?: Descriptor;
  numWarnings: number;
}
/** Field table of {@link BuildHistoryRecord}. */
export const BuildHistoryRecordSchema: DescMessage<BuildHistoryRecord> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.BuildHistoryRecord", () => [
  [1, "ref", "string"],
  [2, "frontend", "string"],
  [3, "frontendAttrs", "string", { mapKey: "string" }],
  [4, "exporters", ExporterSchema, "repeated"],
  [5, "error", StatusSchema],
  [6, "createdAt", TimestampSchema],
  [7, "completedAt", TimestampSchema],
  [8, "logs", DescriptorSchema],
  [9, "exporterResponse", "string", { mapKey: "string" }],
  [10, "result", BuildResultInfoSchema],
  [11, "results", BuildResultInfoSchema, { mapKey: "string" }],
  [12, "generation", "int32"],
  [13, "trace", DescriptorSchema],
  [14, "pinned", "bool"],
  [15, "numCachedSteps", "int32"],
  [16, "numTotalSteps", "int32"],
  [17, "numCompletedSteps", "int32"],
  [18, "externalError", DescriptorSchema],
  [19, "numWarnings", "int32"],
]);

/** `moby.buildkit.v1.Descriptor` */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: bigint;
  annotations: { [key: string]: string };
}
/** Field table of {@link Descriptor}. */
export const DescriptorSchema: DescMessage<Descriptor> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.Descriptor", () => [
  [1, "mediaType", "string"],
  [2, "digest", "string"],
  [3, "size", "int64"],
  [5, "annotations", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.v1.BuildResultInfo` */
export interface BuildResultInfo {
  resultDeprecated?: Descriptor;
  attestations: Descriptor[];
  results: { [key: string]: Descriptor };
}
/** Field table of {@link BuildResultInfo}. */
export const BuildResultInfoSchema: DescMessage<BuildResultInfo> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.BuildResultInfo", () => [
  [1, "resultDeprecated", DescriptorSchema],
  [2, "attestations", DescriptorSchema, "repeated"],
  [3, "results", DescriptorSchema, { mapKey: "int64" }],
]);

/** `moby.buildkit.v1.UpdateBuildHistoryRequest` */
export interface UpdateBuildHistoryRequest {
  ref: string;
  pinned: boolean;
  delete: boolean;
  finalize: boolean;
}
/** Field table of {@link UpdateBuildHistoryRequest}. */
export const UpdateBuildHistoryRequestSchema: DescMessage<UpdateBuildHistoryRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.UpdateBuildHistoryRequest", () => [
  [1, "ref", "string"],
  [2, "pinned", "bool"],
  [3, "delete", "bool"],
  [4, "finalize", "bool"],
]);

/** `moby.buildkit.v1.UpdateBuildHistoryResponse` */
export interface UpdateBuildHistoryResponse {
}
/** Field table of {@link UpdateBuildHistoryResponse}. */
export const UpdateBuildHistoryResponseSchema: DescMessage<UpdateBuildHistoryResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.UpdateBuildHistoryResponse", () => [
]);

/** `moby.buildkit.v1.BuildHistoryEventType` */
export enum BuildHistoryEventType {
  STARTED = 0,
  COMPLETE = 1,
  DELETED = 2,
}

/** Methods of `moby.buildkit.v1.Control`. */
export const Control = {
  diskUsage: { path: "/moby.buildkit.v1.Control/DiskUsage", input: DiskUsageRequestSchema, output: DiskUsageResponseSchema },
  prune: { path: "/moby.buildkit.v1.Control/Prune", input: PruneRequestSchema, output: UsageRecordSchema },
  solve: { path: "/moby.buildkit.v1.Control/Solve", input: SolveRequestSchema, output: SolveResponseSchema },
  status: { path: "/moby.buildkit.v1.Control/Status", input: StatusRequestSchema, output: StatusResponseSchema },
  session: { path: "/moby.buildkit.v1.Control/Session", input: BytesMessageSchema, output: BytesMessageSchema },
  listWorkers: { path: "/moby.buildkit.v1.Control/ListWorkers", input: ListWorkersRequestSchema, output: ListWorkersResponseSchema },
  info: { path: "/moby.buildkit.v1.Control/Info", input: InfoRequestSchema, output: InfoResponseSchema },
  listenBuildHistory: { path: "/moby.buildkit.v1.Control/ListenBuildHistory", input: BuildHistoryRequestSchema, output: BuildHistoryEventSchema },
  updateBuildHistory: { path: "/moby.buildkit.v1.Control/UpdateBuildHistory", input: UpdateBuildHistoryRequestSchema, output: UpdateBuildHistoryResponseSchema },
} as const;
