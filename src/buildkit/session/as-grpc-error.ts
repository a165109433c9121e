import { SlipwayError } from "../../errors/index.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { GrpcCode, GrpcError } from "../transport/types.js";

/** What a service's failure looks like to the daemon: its text, under Unknown unless it is a GrpcError already. */
export function asGrpcError(error: unknown): GrpcError {
  if (error instanceof GrpcError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GrpcError(GrpcCode.Unknown, message, undefined, { cause: error });
}

/** A failed read or write of a file: `disk-full` when no space is left, otherwise `io-error`. */
export function fileError(action: string, path: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const full = error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT"].includes(String(error.code));
  const reason = error instanceof Error ? systemErrorText(error) : String(error);
  return new SlipwayError(full ? "disk-full" : "io-error", `${action} ${path}: ${reason}`, {
    cause: error,
    details: { path },
  });
}
