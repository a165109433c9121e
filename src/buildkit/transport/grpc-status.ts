import { SlipwayError } from "../../errors/index.js";
import type { HeaderField } from "./hpack-decoder.js";
import { headerValue, isGrpc } from "./metadata.js";
import { ErrorCode } from "./protocol-error.js";
import { StreamReset } from "./stream.js";
import { GrpcCode, GrpcError } from "./types.js";

/** gRPC codes of HTTP status codes (https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md). */
const codeOfHttpStatus = new Map<string, GrpcCode>([
  ["400", GrpcCode.Internal],
  ["401", GrpcCode.Unauthenticated],
  ["403", GrpcCode.PermissionDenied],
  ["404", GrpcCode.Unimplemented],
  ["429", GrpcCode.Unavailable],
  ["502", GrpcCode.Unavailable],
  ["503", GrpcCode.Unavailable],
  ["504", GrpcCode.Unavailable],
]);

/** gRPC codes of HTTP/2 error codes (gRPC over HTTP/2, section "Errors"); all others are Internal. */
const codeOfReset = new Map<number, GrpcCode>([
  [ErrorCode.RefusedStream, GrpcCode.Unavailable],
  [ErrorCode.Cancel, GrpcCode.Canceled],
  [ErrorCode.EnhanceYourCalm, GrpcCode.ResourceExhausted],
  [ErrorCode.InadequateSecurity, GrpcCode.PermissionDenied],
]);

/** What a proxy says that has no daemon behind it, or none any more. */
const gatewayFailures = new Set(["502", "503", "504"]);

function behindProxy(status: string): SlipwayError {
  const message = `the proxy before BuildKit has no connection to it: HTTP status ${status}`;
  return new SlipwayError("connection-lost", message);
}

/** The error of a response whose first headers do not open a gRPC response, undefined when they do. */
export function responseError(fields: readonly HeaderField[]): GrpcError | undefined {
  const status = headerValue(fields, ":status") ?? "none";
  if (status !== "200") {
    const code = codeOfHttpStatus.get(status) ?? GrpcCode.Unknown;
    const message = `unexpected HTTP status ${status}`;
    return new GrpcError(
      code,
      message,
      undefined,
      gatewayFailures.has(status) ? { cause: behindProxy(status) } : {},
    );
  }
  if (isGrpc(fields)) return undefined;
  const type = headerValue(fields, "content-type") ?? "none";
  return new GrpcError(
    GrpcCode.Unknown,
    `unexpected content type ${JSON.stringify(type)} of a gRPC response`,
  );
}

/** The error that trailers tell of, undefined when they say OK. */
export function trailersError(fields: readonly HeaderField[]): GrpcError | undefined {
  const status = headerValue(fields, "grpc-status");
  if (status === undefined)
    return new GrpcError(GrpcCode.Internal, "the response ended without a gRPC status");
  const code = /^\d+$/.test(status) ? Number(status) : GrpcCode.Unknown;
  if (code === GrpcCode.OK) return undefined;
  const details = headerValue(fields, "grpc-status-details-bin");
  return new GrpcError(
    code in GrpcCode ? code : GrpcCode.Unknown,
    percentDecode(headerValue(fields, "grpc-message") ?? ""),
    details === undefined ? undefined : Buffer.from(details, "base64"),
  );
}

/** The error of a call whose stream was closed for `reason`. */
export function closedError(reason: Error): GrpcError {
  if (reason instanceof StreamReset) {
    return new GrpcError(codeOfReset.get(reason.code) ?? GrpcCode.Internal, reason.message, undefined, {
      cause: reason,
    });
  }
  return new GrpcError(GrpcCode.Unavailable, reason.message, undefined, { cause: reason });
}

/** The trailers of a call that ended with `error`, or with OK. */
export function statusTrailers(error?: unknown): HeaderField[] {
  if (error === undefined) return [["grpc-status", String(GrpcCode.OK)]];
  const fields: HeaderField[] = [
    ["grpc-status", String(error instanceof GrpcError ? error.code : GrpcCode.Unknown)],
    ["grpc-message", percentEncode(error instanceof Error ? error.message : String(error))],
  ];
  if (error instanceof GrpcError && error.statusDetails !== undefined) {
    const base64 = Buffer.from(error.statusDetails).toString("base64").replace(/=+$/, "");
    fields.push(["grpc-status-details-bin", base64]);
  }
  return fields;
}

/** Encodes a status message: UTF-8 with everything outside printable ASCII, and `%`, as `%XX`. */
export function percentEncode(message: string): string {
  if (/^[ -$&-~]*$/.test(message)) return message;
  let out = "";
  for (const byte of Buffer.from(message, "utf8")) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    out += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

/** Decodes a status message; what is not a valid `%XX` stays as it is. */
export function percentDecode(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  const bytes: Buffer[] = [];
  for (const part of encoded.split(/(%[0-9a-fA-F]{2})/)) {
    bytes.push(
      /^%[0-9a-fA-F]{2}$/.test(part) ? Buffer.from(part.slice(1), "hex") : Buffer.from(part, "utf8"),
    );
  }
  return Buffer.concat(bytes).toString("utf8");
}
