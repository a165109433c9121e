import { SlipwayError } from "../../errors/index.js";

/** A mistake in a definition or in an override of one. */
export function definitionError(message: string, cause?: unknown, hint?: string): SlipwayError {
  return new SlipwayError("invalid-argument", message, {
    ...(cause === undefined ? {} : { cause }),
    hint,
  });
}
