import { BuildError, type FailedStep } from "../../buildkit/client/build-error.js";

/** Characters at the end of a step's output that say why it ended. */
const LAST_WORDS = 2048;

/**
 * The error with the step that failed. A full disk under a step is known only to its program, which exits as with any
 * other failure, so the code comes from the last that it printed.
 */
export function blameStep(error: BuildError, step: FailedStep | undefined): BuildError {
  const diskFull = error.code === "build-failed" && /no space left on device/i.test(lastWords(step));
  const blamed = diskFull
    ? new BuildError("disk-full", error.message, error.failure, { cause: error, details: error.details })
    : error;
  blamed.step ??= step;
  return blamed;
}

function lastWords(step: FailedStep | undefined): string {
  return step?.log.slice(-LAST_WORDS) ?? "";
}
