import { fileError } from "../../../util/file-error.js";
import { GrpcCode, GrpcError } from "../../transport/types.js";

/** The store has no such blob, in containerd's words. */
export function contentNotFound(digest: string): GrpcError {
  return new GrpcError(GrpcCode.NotFound, `content ${digest}: not found`);
}

/** The store has the blob already, in containerd's words. */
export function contentExists(digest: string): GrpcError {
  return new GrpcError(GrpcCode.AlreadyExists, `content ${digest}: already exists`);
}

/** A failed use of a store's file; a GrpcError stays itself. */
export function contentError(action: string, path: string, error: unknown): Error {
  return error instanceof GrpcError ? error : fileError(action, path, error);
}
