import type { BuildError, FailedStep } from "../../buildkit/client/build-error.js";

/** Characters at the end of a step's output that say why it ended. */
const LAST_WORDS = 2048;

const FOREIGN_PROGRAM =
  "the program is for another processor than the builder's: look whether the base image or what was copied is of the platform that is built, or have the machine emulate it: `docker run --privileged --rm tonistiigi/binfmt --install all`";

/**
 * The error with the step that failed. A full disk under a step is known only to its program, which exits as with any
 * other failure, so the code comes from the last that it printed.
 */
export function blameStep(error: BuildError, step: FailedStep | undefined): BuildError {
  const diskFull = error.code === "build-failed" && /no space left on device/i.test(lastWords(step));
  const blamed = diskFull
    ? error.copyWith({ code: "disk-full" })
    : isForeignProgram(error, step)
      ? error.copyWith({ hint: FOREIGN_PROGRAM })
      : error;
  blamed.step ??= step;
  return blamed;
}

/** The kernel's words for a program of another processor, as whoever started it prints them. */
function isForeignProgram(error: BuildError, step: FailedStep | undefined): boolean {
  if (error.hint !== undefined || error.exitCode === undefined) return false;
  return /exec format error/i.test(`${lastWords(step)}${error.message}`);
}

function lastWords(step: FailedStep | undefined): string {
  return step?.log.slice(-LAST_WORDS) ?? "";
}
