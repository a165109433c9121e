import type { Readable } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import { fieldOf } from "../../util/json-value.js";
import type { EngineProgressLine } from "../contract/engine.js";
import { jsonLines } from "./json-lines.js";

/** Characters of what the engine says of a failure. */
const MAX_QUOTED = 4096;

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
  const message = fieldOf(errorDetail, "message");
  if (typeof message === "string" && message !== "") return message.slice(0, MAX_QUOTED);
  if (error === undefined || error === null) return undefined;
  return (typeof error === "string" ? error : JSON.stringify(error)).slice(0, MAX_QUOTED);
}
