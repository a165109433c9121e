import { fileErrorCode, isError, SlipwayError, systemErrorText } from "../errors/index.js";

/**
 * A failed use of a file as `<action> <path>: <what the system says>`; `not-found`, `disk-full` or else `io-error`.
 * A SlipwayError stays itself.
 */
export function fileError(action: string, path: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const reason = isError(error) ? systemErrorText(error) : String(error);
  return new SlipwayError(fileErrorCode(error), `${action} ${path}: ${reason}`, {
    cause: error,
    details: { path },
  });
}
