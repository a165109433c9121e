import { SlipwayError, type SlipwayErrorCode, type SlipwayErrorOptions } from "../../errors/index.js";
import type { ErrorSource } from "../../progress/status.js";
import type { GrpcCode } from "../transport/index.js";

/** What the daemon said about a failed build beside its text. */
export interface BuildFailure {
  /** gRPC code the daemon ended the call with. */
  readonly grpcCode: GrpcCode;
  /** Digest of the step that failed. */
  readonly vertex?: string;
  /** Exit status of the failed command, when a command failed. */
  readonly exitCode?: number;
  /** Places in the Dockerfile that the failure points at, innermost first. */
  readonly sources: readonly ErrorSource[];
  /** Capability of the frontend that is missing. */
  readonly missingFrontendCapability?: string;
  /** Subrequest (`--call`) the frontend does not know. */
  readonly missingSubrequest?: string;
}

/** A build that the daemon ran and that failed: a step, the frontend, a source, an exporter. */
export class BuildError extends SlipwayError {
  override readonly name = "BuildError";

  constructor(
    code: SlipwayErrorCode,
    message: string,
    readonly failure: BuildFailure,
    options: SlipwayErrorOptions = {},
  ) {
    super(code, message, {
      ...options,
      details: {
        grpcCode: failure.grpcCode,
        vertex: failure.vertex,
        exitCode: failure.exitCode,
        ...options.details,
      },
    });
  }
}
