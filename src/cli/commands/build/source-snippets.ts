import { BuildError } from "../../../index.js";
import { formatSourceSnippet } from "../../../progress/index.js";

/** The places in the Dockerfile that a failed build points at, innermost first; empty for other errors. */
export function sourceSnippets(error: Error): string {
  return error instanceof BuildError ? error.failure.sources.map(formatSourceSnippet).join("") : "";
}
