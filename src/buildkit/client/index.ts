export type { BuildHistoryEvent, UsageRecord } from "../gen/moby/buildkit/v1/control_pb.js";
export type { PongResponse } from "../gen/moby/buildkit/v1/gateway_pb.js";
export type { Policy as SourcePolicy } from "../gen/moby/buildkit/v1/sourcepolicy_pb.js";
export type { WorkerRecord } from "../gen/moby/buildkit/v1/worker_pb.js";
export type { Definition } from "../gen/pb/ops_pb.js";
export { BuildError, type BuildFailure } from "./build-error.js";
export {
  BuildKitClient,
  type ClientCallOptions,
  type HistoryCallOptions,
  openBuildKit,
} from "./buildkit-client.js";
export { copyDefinition, type LlbCopy } from "./copy-definition.js";
export { fromDaemonError, renderStatus } from "./error-details.js";
export { type FetchUrlOptions, fetchUrl } from "./fetch-url.js";
export type { FrontendResult, ResultReference } from "./frontend-result.js";
export { loadCapabilities, type SolveOptions, type SolveResult, type TypedAttrs } from "./gateway-build.js";
export type { ContentDescriptor, TakeContent } from "./read-content.js";
export { parseStatus, toUnixNanos } from "./solve-status.js";
export { type LlbSource, sourceDefinition } from "./source-definition.js";
export { decodeSourcePolicy } from "./source-policy.js";
