import { GrpcCode, GrpcError } from "../transport/types.js";

/** What a service's failure looks like to the daemon: its text, under Unknown unless it is a GrpcError already. */
export function asGrpcError(error: unknown): GrpcError {
  if (error instanceof GrpcError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GrpcError(GrpcCode.Unknown, message, undefined, { cause: error });
}
export { fileError } from "../../util/file-error.js";
