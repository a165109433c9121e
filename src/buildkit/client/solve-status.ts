import type {
  SolveStatus,
  SourceInfo,
  SourceRange,
  UnixNanos,
  Vertex,
  VertexStatus,
  VertexWarning,
} from "../../progress/model/status.js";
import type { Timestamp } from "../gen/google/protobuf/timestamp_pb.js";
import * as wire from "../gen/moby/buildkit/v1/control_pb.js";
import { DefinitionSchema, type Range, type SourceInfo as WireSourceInfo } from "../gen/pb/ops_pb.js";
import { fromBinary, toBinary } from "../protobuf/index.js";

const NANOS_PER_SECOND = 1_000_000_000n;

/** Exact nanoseconds of a protobuf timestamp; 0 when the daemon sent none. */
export function toUnixNanos(timestamp: Timestamp | undefined): UnixNanos {
  return timestamp === undefined ? 0n : timestamp.seconds * NANOS_PER_SECOND + BigInt(timestamp.nanos);
}

const started = (at: Timestamp | undefined) => (at === undefined ? {} : { started: toUnixNanos(at) });
const completed = (at: Timestamp | undefined) => (at === undefined ? {} : { completed: toUnixNanos(at) });

/** The names of steps that fetch something hold its URL as it was given. Commands are left as the Dockerfile has them. */
function withoutCredentials(name: string): string {
  return /^\[(internal|context [^\]]*)\] /.test(name)
    ? name.replace(/\b([a-z+]+:\/\/)[^\s/?#]+@/g, "$1xxxxx@")
    : name;
}

function toVertex(vertex: wire.Vertex): Vertex {
  const group = vertex.progressGroup;
  return {
    digest: vertex.digest,
    inputs: vertex.inputs,
    name: withoutCredentials(vertex.name),
    cached: vertex.cached,
    ...started(vertex.started),
    ...completed(vertex.completed),
    ...(vertex.error === "" ? {} : { error: vertex.error }),
    ...(group === undefined ? {} : { progressGroup: { id: group.id, name: group.name, weak: group.weak } }),
  };
}

function toVertexStatus(status: wire.VertexStatus): VertexStatus {
  return {
    id: status.id,
    vertex: status.vertex,
    name: status.name,
    current: Number(status.current),
    total: Number(status.total),
    timestamp: toUnixNanos(status.timestamp),
    ...started(status.started),
    ...completed(status.completed),
  };
}

/** Source ranges with absent positions read as zero, as protobuf means them. */
export function toSourceRanges(ranges: readonly Range[]): SourceRange[] {
  return ranges.map(({ start, end }) => ({
    start: { line: start?.line ?? 0, character: start?.character ?? 0 },
    end: { line: end?.line ?? 0, character: end?.character ?? 0 },
  }));
}

export function toSourceInfo(info: WireSourceInfo): SourceInfo {
  return {
    filename: info.filename,
    data: info.data,
    language: info.language,
    ...(info.definition === undefined ? {} : { definition: toBinary(DefinitionSchema, info.definition) }),
  };
}

function toWarning(warning: wire.VertexWarning): VertexWarning {
  return {
    vertex: warning.vertex,
    level: Number(warning.level),
    short: warning.short,
    detail: warning.detail,
    url: warning.url,
    ...(warning.info === undefined ? {} : { sourceInfo: toSourceInfo(warning.info) }),
    ranges: toSourceRanges(warning.ranges),
  };
}

/** Turns one message of Control.Status into the progress room's terms. */
export function toSolveStatus(response: wire.StatusResponse): SolveStatus {
  return {
    ...(response.vertexes.length > 0 ? { vertexes: response.vertexes.map(toVertex) } : {}),
    ...(response.statuses.length > 0 ? { statuses: response.statuses.map(toVertexStatus) } : {}),
    ...(response.logs.length > 0
      ? {
          logs: response.logs.map((log) => ({
            vertex: log.vertex,
            stream: Number(log.stream),
            data: log.msg,
            timestamp: toUnixNanos(log.timestamp),
          })),
        }
      : {}),
    ...(response.warnings.length > 0 ? { warnings: response.warnings.map(toWarning) } : {}),
  };
}

/**
 * Reads a message of a build's progress as a record stores it.
 *
 * @throws SlipwayError `protocol-error` for what is none.
 */
export function parseStatus(message: Uint8Array): SolveStatus {
  return toSolveStatus(fromBinary(wire.StatusResponseSchema, message));
}
