// Generated from moby/buildkit/v1/gateway.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";
import { type Stat, StatSchema } from "../../../fsutil/wire_pb.js";
import { type Status, StatusSchema } from "../../../google/status_pb.js";
import { type APICap, APICapSchema } from "./caps_pb.js";
import { type Policy, PolicySchema } from "./sourcepolicy_pb.js";
import { type WorkerRecord, WorkerRecordSchema } from "./worker_pb.js";
import { type Definition, DefinitionSchema } from "../../../pb/ops_pb.js";

/** `moby.buildkit.v1.frontend.PingRequest` */
export interface PingRequest {
}
/** Field table of {@link PingRequest}. */
export const PingRequestSchema: DescMessage<PingRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.PingRequest", () => [
]);

/** `moby.buildkit.v1.frontend.PongResponse` */
export interface PongResponse {
  frontendApiCaps: APICap[];
  llbCaps: APICap[];
  workers: WorkerRecord[];
}
/** Field table of {@link PongResponse}. */
export const PongResponseSchema: DescMessage<PongResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.PongResponse", () => [
  [1, "frontendApiCaps", APICapSchema, "repeated"],
  [2, "llbCaps", APICapSchema, "repeated"],
  [3, "workers", WorkerRecordSchema, "repeated"],
]);

/** `moby.buildkit.v1.frontend.Result` */
export interface Result {
  result: { case: "ref"; value: Ref } | { case: "refs"; value: RefMap } | { case: undefined; value?: undefined };
  metadata: { [key: string]: Uint8Array };
  attestations: { [key: string]: Attestations };
}
/** Field table of {@link Result}. */
export const ResultSchema: DescMessage<Result> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.Result", () => [
  [3, "ref", RefSchema, { oneof: "result" }],
  [4, "refs", RefMapSchema, { oneof: "result" }],
  [10, "metadata", "bytes", { mapKey: "string" }],
  [12, "attestations", AttestationsSchema, { mapKey: "string" }],
]);

/** `moby.buildkit.v1.frontend.Ref` */
export interface Ref {
  id: string;
  def?: Definition;
}
/** Field table of {@link Ref}. */
export const RefSchema: DescMessage<Ref> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.Ref", () => [
  [1, "id", "string"],
  [2, "def", DefinitionSchema],
]);

/** `moby.buildkit.v1.frontend.RefMap` */
export interface RefMap {
  refs: { [key: string]: Ref };
}
/** Field table of {@link RefMap}. */
export const RefMapSchema: DescMessage<RefMap> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.RefMap", () => [
  [1, "refs", RefSchema, { mapKey: "string" }],
]);

/** `moby.buildkit.v1.frontend.Attestations` */
export interface Attestations {
  attestation: Attestation[];
}
/** Field table of {@link Attestations}. */
export const AttestationsSchema: DescMessage<Attestations> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.Attestations", () => [
  [1, "attestation", AttestationSchema, "repeated"],
]);

/** `moby.buildkit.v1.frontend.Attestation` */
export interface Attestation {
  kind: AttestationKind;
  metadata: { [key: string]: Uint8Array };
  ref?: Ref;
  path: string;
  inTotoPredicateType: string;
  inTotoSubjects: InTotoSubject[];
}
/** Field table of {@link Attestation}. */
export const AttestationSchema: DescMessage<Attestation> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.Attestation", () => [
  [1, "kind", "int32"],
  [2, "metadata", "bytes", { mapKey: "string" }],
  [3, "ref", RefSchema],
  [4, "path", "string"],
  [5, "inTotoPredicateType", "string"],
  [6, "inTotoSubjects", InTotoSubjectSchema, "repeated"],
]);

/** `moby.buildkit.v1.frontend.InTotoSubject` */
export interface InTotoSubject {
  kind: InTotoSubjectKind;
  digest: string[];
  name: string;
}
/** Field table of {@link InTotoSubject}. */
export const InTotoSubjectSchema: DescMessage<InTotoSubject> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.InTotoSubject", () => [
  [1, "kind", "int32"],
  [2, "digest", "string", "repeated"],
  [3, "name", "string"],
]);

/** `moby.buildkit.v1.frontend.CacheOptionsEntry` */
export interface CacheOptionsEntry {
  type: string;
  attrs: { [key: string]: string };
}
/** Field table of {@link CacheOptionsEntry}. */
export const CacheOptionsEntrySchema: DescMessage<CacheOptionsEntry> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.CacheOptionsEntry", () => [
  [1, "type", "string"],
  [2, "attrs", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.v1.frontend.SolveRequest` */
export interface SolveRequest {
  definition?: Definition;
  frontend: string;
  frontendOpt: { [key: string]: string };
  allowResultReturn: boolean;
  allowResultArrayRef: boolean;
  final: boolean;
  exporterAttr: Uint8Array;
  cacheImports: CacheOptionsEntry[];
  frontendInputs: { [key: string]: Definition };
  evaluate: boolean;
  sourcePolicies: Policy[];
}
/** Field table of {@link SolveRequest}. */
export const SolveRequestSchema: DescMessage<SolveRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.SolveRequest", () => [
  [1, "definition", DefinitionSchema],
  [2, "frontend", "string"],
  [3, "frontendOpt", "string", { mapKey: "string" }],
  [5, "allowResultReturn", "bool"],
  [6, "allowResultArrayRef", "bool"],
  [10, "final", "bool"],
  [11, "exporterAttr", "bytes"],
  [12, "cacheImports", CacheOptionsEntrySchema, "repeated"],
  [13, "frontendInputs", DefinitionSchema, { mapKey: "string" }],
  [14, "evaluate", "bool"],
  [15, "sourcePolicies", PolicySchema, "repeated"],
]);

/** `moby.buildkit.v1.frontend.SolveResponse` */
export interface SolveResponse {
  ref: string;
  result?: Result;
}
/** Field table of {@link SolveResponse}. */
export const SolveResponseSchema: DescMessage<SolveResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.SolveResponse", () => [
  [1, "ref", "string"],
  [3, "result", ResultSchema],
]);

/** `moby.buildkit.v1.frontend.ReturnRequest` */
export interface ReturnRequest {
  result?: Result;
  error?: Status;
}
/** Field table of {@link ReturnRequest}. */
export const ReturnRequestSchema: DescMessage<ReturnRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.ReturnRequest", () => [
  [1, "result", ResultSchema],
  [2, "error", StatusSchema],
]);

/** `moby.buildkit.v1.frontend.ReturnResponse` */
export interface ReturnResponse {
}
/** Field table of {@link ReturnResponse}. */
export const ReturnResponseSchema: DescMessage<ReturnResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.ReturnResponse", () => [
]);

/** `moby.buildkit.v1.frontend.InputsRequest` */
export interface InputsRequest {
}
/** Field table of {@link InputsRequest}. */
export const InputsRequestSchema: DescMessage<InputsRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.InputsRequest", () => [
]);

/** `moby.buildkit.v1.frontend.InputsResponse` */
export interface InputsResponse {
  definitions: { [key: string]: Definition };
}
/** Field table of {@link InputsResponse}. */
export const InputsResponseSchema: DescMessage<InputsResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.InputsResponse", () => [
  [1, "definitions", DefinitionSchema, { mapKey: "string" }],
]);

/** `moby.buildkit.v1.frontend.FileRange` */
export interface FileRange {
  offset: bigint;
  length: bigint;
}
/** Field table of {@link FileRange}. */
export const FileRangeSchema: DescMessage<FileRange> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.FileRange", () => [
  [1, "offset", "int64"],
  [2, "length", "int64"],
]);

/** `moby.buildkit.v1.frontend.ReadFileRequest` */
export interface ReadFileRequest {
  ref: string;
  filePath: string;
  range?: FileRange;
}
/** Field table of {@link ReadFileRequest}. */
export const ReadFileRequestSchema: DescMessage<ReadFileRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.ReadFileRequest", () => [
  [1, "ref", "string"],
  [2, "filePath", "string"],
  [3, "range", FileRangeSchema],
]);

/** `moby.buildkit.v1.frontend.ReadFileResponse` */
export interface ReadFileResponse {
  data: Uint8Array;
}
/** Field table of {@link ReadFileResponse}. */
export const ReadFileResponseSchema: DescMessage<ReadFileResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.ReadFileResponse", () => [
  [1, "data", "bytes"],
]);

/** `moby.buildkit.v1.frontend.ReadDirRequest` */
export interface ReadDirRequest {
  ref: string;
  dirPath: string;
  includePattern: string;
}
/** Field table of {@link ReadDirRequest}. */
export const ReadDirRequestSchema: DescMessage<ReadDirRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.ReadDirRequest", () => [
  [1, "ref", "string"],
  [2, "dirPath", "string"],
  [3, "includePattern", "string"],
]);

/** `moby.buildkit.v1.frontend.ReadDirResponse` */
export interface ReadDirResponse {
  entries: Stat[];
}
/** Field table of {@link ReadDirResponse}. */
export const ReadDirResponseSchema: DescMessage<ReadDirResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.ReadDirResponse", () => [
  [1, "entries", StatSchema, "repeated"],
]);

/** `moby.buildkit.v1.frontend.StatFileRequest` */
export interface StatFileRequest {
  ref: string;
  path: string;
}
/** Field table of {@link StatFileRequest}. */
export const StatFileRequestSchema: DescMessage<StatFileRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.StatFileRequest", () => [
  [1, "ref", "string"],
  [2, "path", "string"],
]);

/** `moby.buildkit.v1.frontend.StatFileResponse` */
export interface StatFileResponse {
  stat?: Stat;
}
/** Field table of {@link StatFileResponse}. */
export const StatFileResponseSchema: DescMessage<StatFileResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.StatFileResponse", () => [
  [1, "stat", StatSchema],
]);

/** `moby.buildkit.v1.frontend.EvaluateRequest` */
export interface EvaluateRequest {
  ref: string;
}
/** Field table of {@link EvaluateRequest}. */
export const EvaluateRequestSchema: DescMessage<EvaluateRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.EvaluateRequest", () => [
  [1, "ref", "string"],
]);

/** `moby.buildkit.v1.frontend.EvaluateResponse` */
export interface EvaluateResponse {
}
/** Field table of {@link EvaluateResponse}. */
export const EvaluateResponseSchema: DescMessage<EvaluateResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.frontend.EvaluateResponse", () => [
]);

/** `moby.buildkit.v1.frontend.AttestationKind` */
export enum AttestationKind {
  InToto = 0,
  Bundle = 1,
}

/** `moby.buildkit.v1.frontend.InTotoSubjectKind` */
export enum InTotoSubjectKind {
  Self = 0,
  Raw = 1,
}

/** Methods of `moby.buildkit.v1.frontend.LLBBridge`. */
export const LLBBridge = {
  ping: { path: "/moby.buildkit.v1.frontend.LLBBridge/Ping", input: PingRequestSchema, output: PongResponseSchema },
  solve: { path: "/moby.buildkit.v1.frontend.LLBBridge/Solve", input: SolveRequestSchema, output: SolveResponseSchema },
  return: { path: "/moby.buildkit.v1.frontend.LLBBridge/Return", input: ReturnRequestSchema, output: ReturnResponseSchema },
  inputs: { path: "/moby.buildkit.v1.frontend.LLBBridge/Inputs", input: InputsRequestSchema, output: InputsResponseSchema },
  readFile: { path: "/moby.buildkit.v1.frontend.LLBBridge/ReadFile", input: ReadFileRequestSchema, output: ReadFileResponseSchema },
  readDir: { path: "/moby.buildkit.v1.frontend.LLBBridge/ReadDir", input: ReadDirRequestSchema, output: ReadDirResponseSchema },
  statFile: { path: "/moby.buildkit.v1.frontend.LLBBridge/StatFile", input: StatFileRequestSchema, output: StatFileResponseSchema },
  evaluate: { path: "/moby.buildkit.v1.frontend.LLBBridge/Evaluate", input: EvaluateRequestSchema, output: EvaluateResponseSchema },
} as const;
