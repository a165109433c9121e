import {
  brandErrorClass,
  SlipwayError,
  type SlipwayErrorChanges,
  type SlipwayErrorCode,
  type SlipwayErrorOptions,
} from "../../errors/index.js";
import type { ErrorSource } from "../../progress/model/status.js";
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

/** The step that made a build fail. */
export interface FailedStep {
  /** Digest of what the step does, as in progress. */
  readonly digest: string;
  /** What the displays show, e.g. `[2/3] RUN make`. */
  readonly name: string;
  /** The end of what the step printed, at most 64 KiB. */
  readonly log: string;
}

/** The place in the Dockerfile that a failure points at; lines count from 1. */
export interface FailureLocation {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  /** The lines themselves. */
  readonly text: string;
}

/** What to do about failures that the build itself is not to blame for. */
const hints: { readonly [Code in SlipwayErrorCode]?: string } = {
  "out-of-memory":
    "the step was killed, most likely for want of memory: raise the builder's driver option memory if it has one, or let the step use less",
  "disk-full": "make room on the builder's disk: prune its cache",
};

/** A build that the daemon ran and that failed: a step, the frontend, a source, an exporter. */
export class BuildError extends SlipwayError {
  /** The failing step; undefined when no step failed, as with a Dockerfile that cannot be parsed. */
  step: FailedStep | undefined;

  readonly #failure: BuildFailure;

  static {
    brandErrorClass(BuildError, "BuildError");
  }

  constructor(
    code: SlipwayErrorCode,
    message: string,
    failure: BuildFailure,
    options: SlipwayErrorOptions = {},
  ) {
    super(code, message, {
      ...options,
      hint: options.hint ?? hints[code],
      details: {
        grpcCode: failure.grpcCode,
        vertex: failure.vertex,
        exitCode: failure.exitCode,
        ...options.details,
      },
    });
    this.#failure = failure;
  }

  override copyWith(changes: SlipwayErrorChanges): BuildError {
    const { code = this.code, message = this.message } = changes;
    const copy = new BuildError(code, message, this.#failure, this.merged(changes));
    copy.step = this.step;
    return this.retrace(copy);
  }

  /** What the daemon said beside its text. Not enumerable: it holds the whole Dockerfile, which no log should. */
  get failure(): BuildFailure {
    return this.#failure;
  }

  /** Exit status of the failed command, when a command failed. */
  get exitCode(): number | undefined {
    return this.failure.exitCode;
  }

  /** The innermost place in the Dockerfile that the failure points at. */
  get location(): FailureLocation | undefined {
    for (const { info, ranges } of this.failure.sources) {
      const [range] = ranges;
      if (range === undefined) continue;
      const startLine = range.start.line;
      const endLine = Math.max(startLine, range.end.line);
      const lines = new TextDecoder().decode(info.data).split("\n");
      return {
        file: info.filename,
        startLine,
        endLine,
        text: lines.slice(startLine - 1, endLine).join("\n"),
      };
    }
    return undefined;
  }
}
