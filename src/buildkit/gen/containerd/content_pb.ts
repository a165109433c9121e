// Generated from containerd/content.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../protobuf/schema.js";
import { EmptySchema } from "../google/protobuf/empty_pb.js";
import { type FieldMask, FieldMaskSchema } from "../google/protobuf/field_mask_pb.js";
import { type Timestamp, TimestampSchema } from "../google/protobuf/timestamp_pb.js";

/** `containerd.services.content.v1.Info` */
export interface Info {
  digest: string;
  size: bigint;
  createdAt?: Timestamp;
  updatedAt?: Timestamp;
  labels: { [key: string]: string };
}
/** Field table of {@link Info}. */
export const InfoSchema: DescMessage<Info> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.Info", () => [
  [1, "digest", "string"],
  [2, "size", "int64"],
  [3, "createdAt", TimestampSchema],
  [4, "updatedAt", TimestampSchema],
  [5, "labels", "string", { mapKey: "string" }],
]);

/** `containerd.services.content.v1.InfoRequest` */
export interface InfoRequest {
  digest: string;
}
/** Field table of {@link InfoRequest}. */
export const InfoRequestSchema: DescMessage<InfoRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.InfoRequest", () => [
  [1, "digest", "string"],
]);

/** `containerd.services.content.v1.InfoResponse` */
export interface InfoResponse {
  info?: Info;
}
/** Field table of {@link InfoResponse}. */
export const InfoResponseSchema: DescMessage<InfoResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.InfoResponse", () => [
  [1, "info", InfoSchema],
]);

/** `containerd.services.content.v1.UpdateRequest` */
export interface UpdateRequest {
  info?: Info;
  updateMask?: FieldMask;
}
/** Field table of {@link UpdateRequest}. */
export const UpdateRequestSchema: DescMessage<UpdateRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.UpdateRequest", () => [
  [1, "info", InfoSchema],
  [2, "updateMask", FieldMaskSchema],
]);

/** `containerd.services.content.v1.UpdateResponse` */
export interface UpdateResponse {
  info?: Info;
}
/** Field table of {@link UpdateResponse}. */
export const UpdateResponseSchema: DescMessage<UpdateResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.UpdateResponse", () => [
  [1, "info", InfoSchema],
]);

/** `containerd.services.content.v1.ListContentRequest` */
export interface ListContentRequest {
  filters: string[];
}
/** Field table of {@link ListContentRequest}. */
export const ListContentRequestSchema: DescMessage<ListContentRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.ListContentRequest", () => [
  [1, "filters", "string", "repeated"],
]);

/** `containerd.services.content.v1.ListContentResponse` */
export interface ListContentResponse {
  info: Info[];
}
/** Field table of {@link ListContentResponse}. */
export const ListContentResponseSchema: DescMessage<ListContentResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.ListContentResponse", () => [
  [1, "info", InfoSchema, "repeated"],
]);

/** `containerd.services.content.v1.DeleteContentRequest` */
export interface DeleteContentRequest {
  digest: string;
}
/** Field table of {@link DeleteContentRequest}. */
export const DeleteContentRequestSchema: DescMessage<DeleteContentRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.DeleteContentRequest", () => [
  [1, "digest", "string"],
]);

/** `containerd.services.content.v1.ReadContentRequest` */
export interface ReadContentRequest {
  digest: string;
  offset: bigint;
  size: bigint;
}
/** Field table of {@link ReadContentRequest}. */
export const ReadContentRequestSchema: DescMessage<ReadContentRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.ReadContentRequest", () => [
  [1, "digest", "string"],
  [2, "offset", "int64"],
  [3, "size", "int64"],
]);

/** `containerd.services.content.v1.ReadContentResponse` */
export interface ReadContentResponse {
  offset: bigint;
  data: Uint8Array;
}
/** Field table of {@link ReadContentResponse}. */
export const ReadContentResponseSchema: DescMessage<ReadContentResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.ReadContentResponse", () => [
  [1, "offset", "int64"],
  [2, "data", "bytes"],
]);

/** `containerd.services.content.v1.Status` */
export interface Status {
  startedAt?: Timestamp;
  updatedAt?: Timestamp;
  ref: string;
  offset: bigint;
  total: bigint;
  expected: string;
}
/** Field table of {@link Status}. */
export const StatusSchema: DescMessage<Status> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.Status", () => [
  [1, "startedAt", TimestampSchema],
  [2, "updatedAt", TimestampSchema],
  [3, "ref", "string"],
  [4, "offset", "int64"],
  [5, "total", "int64"],
  [6, "expected", "string"],
]);

/** `containerd.services.content.v1.StatusRequest` */
export interface StatusRequest {
  ref: string;
}
/** Field table of {@link StatusRequest}. */
export const StatusRequestSchema: DescMessage<StatusRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.StatusRequest", () => [
  [1, "ref", "string"],
]);

/** `containerd.services.content.v1.StatusResponse` */
export interface StatusResponse {
  status?: Status;
}
/** Field table of {@link StatusResponse}. */
export const StatusResponseSchema: DescMessage<StatusResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.StatusResponse", () => [
  [1, "status", StatusSchema],
]);

/** `containerd.services.content.v1.ListStatusesRequest` */
export interface ListStatusesRequest {
  filters: string[];
}
/** Field table of {@link ListStatusesRequest}. */
export const ListStatusesRequestSchema: DescMessage<ListStatusesRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.ListStatusesRequest", () => [
  [1, "filters", "string", "repeated"],
]);

/** `containerd.services.content.v1.ListStatusesResponse` */
export interface ListStatusesResponse {
  statuses: Status[];
}
/** Field table of {@link ListStatusesResponse}. */
export const ListStatusesResponseSchema: DescMessage<ListStatusesResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.ListStatusesResponse", () => [
  [1, "statuses", StatusSchema, "repeated"],
]);

/** `containerd.services.content.v1.WriteContentRequest` */
export interface WriteContentRequest {
  action: WriteAction;
  ref: string;
  total: bigint;
  expected: string;
  offset: bigint;
  data: Uint8Array;
  labels: { [key: string]: string };
}
/** Field table of {@link WriteContentRequest}. */
export const WriteContentRequestSchema: DescMessage<WriteContentRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.WriteContentRequest", () => [
  [1, "action", "int32"],
  [2, "ref", "string"],
  [3, "total", "int64"],
  [4, "expected", "string"],
  [5, "offset", "int64"],
  [6, "data", "bytes"],
  [7, "labels", "string", { mapKey: "string" }],
]);

/** `containerd.services.content.v1.WriteContentResponse` */
export interface WriteContentResponse {
  action: WriteAction;
  startedAt?: Timestamp;
  updatedAt?: Timestamp;
  offset: bigint;
  total: bigint;
  digest: string;
}
/** Field table of {@link WriteContentResponse}. */
export const WriteContentResponseSchema: DescMessage<WriteContentResponse> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.WriteContentResponse", () => [
  [1, "action", "int32"],
  [2, "startedAt", TimestampSchema],
  [3, "updatedAt", TimestampSchema],
  [4, "offset", "int64"],
  [5, "total", "int64"],
  [6, "digest", "string"],
]);

/** `containerd.services.content.v1.AbortRequest` */
export interface AbortRequest {
  ref: string;
}
/** Field table of {@link AbortRequest}. */
export const AbortRequestSchema: DescMessage<AbortRequest> = /* @__PURE__ */ new DescMessage("containerd.services.content.v1.AbortRequest", () => [
  [1, "ref", "string"],
]);

/** `containerd.services.content.v1.WriteAction` */
export enum WriteAction {
  STAT = 0,
  WRITE = 1,
  COMMIT = 2,
}

/** Methods of `containerd.services.content.v1.Content`. */
export const Content = {
  info: { path: "/containerd.services.content.v1.Content/Info", input: InfoRequestSchema, output: InfoResponseSchema },
  update: { path: "/containerd.services.content.v1.Content/Update", input: UpdateRequestSchema, output: UpdateResponseSchema },
  list: { path: "/containerd.services.content.v1.Content/List", input: ListContentRequestSchema, output: ListContentResponseSchema },
  delete: { path: "/containerd.services.content.v1.Content/Delete", input: DeleteContentRequestSchema, output: EmptySchema },
  read: { path: "/containerd.services.content.v1.Content/Read", input: ReadContentRequestSchema, output: ReadContentResponseSchema },
  status: { path: "/containerd.services.content.v1.Content/Status", input: StatusRequestSchema, output: StatusResponseSchema },
  listStatuses: { path: "/containerd.services.content.v1.Content/ListStatuses", input: ListStatusesRequestSchema, output: ListStatusesResponseSchema },
  write: { path: "/containerd.services.content.v1.Content/Write", input: WriteContentRequestSchema, output: WriteContentResponseSchema },
  abort: { path: "/containerd.services.content.v1.Content/Abort", input: AbortRequestSchema, output: EmptySchema },
} as const;
