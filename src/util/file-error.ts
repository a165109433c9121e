import { SlipwayError, type SlipwayErrorCode } from "../errors/index.js";
import { errorCode } from "./error-code.js";
import { systemErrorText } from "./system-error-text.js";

const codes: Readonly<Record<string, SlipwayErrorCode>> = {
  ENOENT: "not-found",
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
};

/**
 * A failed use of a file as `<action> <path>: <what the system says>`; `not-found`, `disk-full` or else `io-error`.
 * A SlipwayError stays itself.
 */
export function fileError(action: string, path: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const reason = error instanceof Error ? systemErrorText(error) : String(error);
  return new SlipwayError(codes[errorCode(error) ?? ""] ?? "io-error", `${action} ${path}: ${reason}`, {
    cause: error,
    details: { path },
  });
}
