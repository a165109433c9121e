import { SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import type { ErrorSource } from "../../progress/model/status.js";
import { errorCode } from "../../util/error-code.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { StatusSchema } from "../gen/google/status_pb.js";
import { fromBinary } from "../protobuf/index.js";
import { asSlipwayError } from "../transport/connection-failure.js";
import { GrpcCode, GrpcError } from "../transport/index.js";
import { StreamReset } from "../transport/stream.js";
import { BuildError, type BuildFailure } from "./build-error.js";

const TYPE_PREFIX = "github.com/moby/buildkit/";
const JSON_SUFFIX = "+json";

/** JSON of `errdefs.Source`: the Go struct of the protobuf message, so names are the protobuf ones. */
function toErrorSource(json: unknown): ErrorSource {
  const info = fieldOf(json, "info");
  const ranges = fieldOf(json, "ranges");
  return {
    info: {
      filename: textOf(fieldOf(info, "filename")),
      data: Buffer.from(textOf(fieldOf(info, "data")), "base64"),
      language: textOf(fieldOf(info, "language")),
    },
    ranges: Array.isArray(ranges)
      ? ranges.map((range) => ({
          start: toPlace(fieldOf(range, "start")),
          end: toPlace(fieldOf(range, "end")),
        }))
      : [],
  };
}

const toPlace = (json: unknown) => ({
  line: wholeNumber(fieldOf(json, "line")) ?? 0,
  character: wholeNumber(fieldOf(json, "character")) ?? 0,
});
const textOf = (json: unknown) => (typeof json === "string" ? json : "");
const wholeNumber = (json: unknown) => (Number.isInteger(json) ? (json as number) : undefined);

/**
 * Details as (short type name, JSON); what cannot be read is left out. It only makes the error poorer: the status text
 * still says what failed.
 */
function jsonDetails(statusDetails: Uint8Array): [name: string, json: unknown][] {
  try {
    const { details } = fromBinary(StatusSchema, statusDetails);
    return details
      .filter(({ typeUrl }) => typeUrl.startsWith(TYPE_PREFIX) && typeUrl.endsWith(JSON_SUFFIX))
      .map(({ typeUrl, value }) => [
        typeUrl.slice(TYPE_PREFIX.length, -JSON_SUFFIX.length),
        parseJson(Buffer.from(value).toString("utf8")),
      ]);
  } catch {
    return [];
  }
}

function readFailure(error: GrpcError): BuildFailure {
  const sources: ErrorSource[] = [];
  const failure: { -readonly [K in keyof BuildFailure]: BuildFailure[K] } = { grpcCode: error.code, sources };
  for (const [name, json] of error.statusDetails === undefined ? [] : jsonDetails(error.statusDetails)) {
    if (json === undefined) continue;
    const exitCode = wholeNumber(fieldOf(json, "Code") ?? 0);
    if (name === "errdefs.Source") sources.push(toErrorSource(json));
    if (name === "errdefs.Vertex") failure.vertex = textOf(fieldOf(json, "digest"));
    if (name === "gatewayapi.ExitMessage" && exitCode !== undefined) failure.exitCode = exitCode;
    if (name === "errdefs.FrontendCap") failure.missingFrontendCapability = textOf(fieldOf(json, "name"));
    if (name === "errdefs.Subrequest") failure.missingSubrequest = textOf(fieldOf(json, "name"));
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

/** What the system and Node say of a socket or a stream that ended too early. */
const broken = new Set([
  ...["ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETDOWN", "ENETRESET", "ENETUNREACH"],
  ...["ENOTCONN", "EPIPE", "ETIMEDOUT", "ERR_SOCKET_CLOSED", "ERR_STREAM_DESTROYED"],
  ...["ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_WRITE_AFTER_END"],
]);

function isBrokenConnection(reason: unknown): boolean {
  return broken.has(errorCode(reason) ?? "");
}

/**
 * Turns whatever a daemon call rejected with into a SlipwayError: a gRPC status becomes a BuildError that carries the
 * daemon's details, with `prefix` (e.g. `failed to solve: `) before its text; a broken connection becomes
 * `connection-lost`, and anything else what `SlipwayError.from` makes of it.
 */
export function fromDaemonError(reason: unknown, prefix = ""): SlipwayError {
  if (reason instanceof SlipwayError) return reason;
  // The transport ends every call with a status of its own when the connection breaks; the cause says what happened.
  if (
    reason instanceof GrpcError &&
    reason.cause instanceof Error &&
    !(reason.cause instanceof StreamReset)
  ) {
    return asSlipwayError(reason.cause);
  }
  if (reason instanceof GrpcError) {
    return new BuildError(codeOf(reason), `${prefix}${renderStatus(reason)}`, readFailure(reason), {
      cause: reason,
    });
  }
  return SlipwayError.from(reason, isBrokenConnection(reason) ? "connection-lost" : undefined);
}

/** Whether the daemon itself said how a call ended; a call that was cut has a cause. */
export function isAnswer(reason: unknown): boolean {
  return reason instanceof GrpcError && reason.cause === undefined;
}
