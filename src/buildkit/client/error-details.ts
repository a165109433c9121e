import { SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import type { ErrorSource } from "../../progress/model/status.js";
import { StatusSchema } from "../gen/google/status_pb.js";
import { fromBinary } from "../protobuf/index.js";
import { GrpcCode, GrpcError } from "../transport/index.js";
import { BuildError, type BuildFailure } from "./build-error.js";

const TYPE_PREFIX = "github.com/moby/buildkit/";
const JSON_SUFFIX = "+json";

/** JSON of `errdefs.Source`: the Go struct of the protobuf message, so names are the protobuf ones. */
interface SourceJson {
  readonly info?: { readonly filename?: string; readonly data?: string; readonly language?: string };
  readonly ranges?: readonly {
    readonly start?: { readonly line?: number; readonly character?: number };
    readonly end?: { readonly line?: number; readonly character?: number };
  }[];
}

function toErrorSource(json: SourceJson): ErrorSource {
  return {
    info: {
      filename: json.info?.filename ?? "",
      data: Buffer.from(json.info?.data ?? "", "base64"),
      language: json.info?.language ?? "",
    },
    ranges: (json.ranges ?? []).map(({ start, end }) => ({
      start: { line: start?.line ?? 0, character: start?.character ?? 0 },
      end: { line: end?.line ?? 0, character: end?.character ?? 0 },
    })),
  };
}

/** Details as (short type name, parsed JSON); details of other forms are left out. */
function jsonDetails(statusDetails: Uint8Array): [name: string, json: unknown][] {
  const found: [string, unknown][] = [];
  for (const detail of fromBinary(StatusSchema, statusDetails).details) {
    if (!detail.typeUrl.startsWith(TYPE_PREFIX) || !detail.typeUrl.endsWith(JSON_SUFFIX)) continue;
    const name = detail.typeUrl.slice(TYPE_PREFIX.length, -JSON_SUFFIX.length);
    try {
      found.push([name, JSON.parse(Buffer.from(detail.value).toString("utf8"))]);
    } catch {
      // A detail that cannot be read only makes the error poorer; the status text still says what failed.
    }
  }
  return found;
}

function readFailure(error: GrpcError): BuildFailure {
  const sources: ErrorSource[] = [];
  const failure: { -readonly [K in keyof BuildFailure]: BuildFailure[K] } = { grpcCode: error.code, sources };
  for (const [name, json] of error.statusDetails === undefined ? [] : jsonDetails(error.statusDetails)) {
    const value = (json ?? {}) as Record<string, unknown>;
    if (name === "errdefs.Source") sources.push(toErrorSource(value as SourceJson));
    if (name === "errdefs.Vertex") failure.vertex = String(value.digest ?? "");
    if (name === "gatewayapi.ExitMessage") failure.exitCode = Number(value.Code ?? 0);
    if (name === "errdefs.FrontendCap") failure.missingFrontendCapability = String(value.name ?? "");
    if (name === "errdefs.Subrequest") failure.missingSubrequest = String(value.name ?? "");
  }
  return failure;
}

/** `CodeName: text`, or the text alone for OK and Unknown, as BuildKit's own clients print a status. */
export function renderStatus(error: GrpcError): string {
  const plain = error.code === GrpcCode.OK || error.code === GrpcCode.Unknown;
  return plain ? error.message : `${GrpcCode[error.code] ?? `Code(${error.code})`}: ${error.message}`;
}

/** The frontend says nothing typed about these, only the kernel's or the store's words inside the text. */
function codeOf(error: GrpcError): SlipwayErrorCode {
  if (error.code === GrpcCode.Canceled) return "canceled";
  if (error.code === GrpcCode.DeadlineExceeded) return "timeout";
  if (error.code === GrpcCode.Unauthenticated || error.code === GrpcCode.PermissionDenied)
    return "auth-failed";
  if (/no space left on device/i.test(error.message)) return "disk-full";
  if (/cannot allocate memory|exit code: 137\b/i.test(error.message)) return "out-of-memory";
  if (/authorization failed|insufficient_scope|401 Unauthorized|403 Forbidden/i.test(error.message))
    return "auth-failed";
  return "build-failed";
}

/**
 * Turns whatever a daemon call rejected with into a SlipwayError: a gRPC status becomes a BuildError that carries the
 * daemon's details, with `prefix` (e.g. `failed to solve: `) before its text; a broken connection becomes
 * `connection-lost`.
 */
export function fromDaemonError(reason: unknown, prefix = ""): SlipwayError {
  if (reason instanceof SlipwayError) return reason;
  // The transport ends every call with a status of its own when the connection breaks; the cause says what happened.
  if (reason instanceof GrpcError && reason.cause instanceof SlipwayError) return reason.cause;
  if (reason instanceof GrpcError) {
    return new BuildError(codeOf(reason), `${prefix}${renderStatus(reason)}`, readFailure(reason), {
      cause: reason,
    });
  }
  return SlipwayError.from(reason, "connection-lost");
}
