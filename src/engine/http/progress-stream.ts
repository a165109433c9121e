import type { Readable } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import type { EngineProgressLine } from "../contract/engine.js";
import { jsonLines } from "./json-lines.js";

/**
 * Follows the JSON stream of pull, push and load to its end.
 *
 * @throws SlipwayError `engine-error` when the stream reports an error.
 */
export async function followProgress(
  stream: Readable,
  host: string,
  onProgress: ((line: EngineProgressLine) => void) | undefined,
): Promise<void> {
  for await (const line of jsonLines(stream, host)) {
    const message = errorMessage(line);
    if (message !== undefined) {
      throw new SlipwayError("engine-error", message, { details: { daemonMessage: message } });
    }
    onProgress?.(line);
  }
}

function errorMessage(line: Record<string, unknown>): string | undefined {
  const { errorDetail, error } = line;
  if (typeof errorDetail === "object" && errorDetail !== null && "message" in errorDetail) {
    return String(errorDetail.message);
  }
  return error === undefined ? undefined : String(error);
}
