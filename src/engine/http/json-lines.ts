import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { SlipwayError } from "../../errors/index.js";
import { connectionLost } from "../dial/unreachable.js";

/** The longest line that is read, characters. Those of an engine have a few hundred. */
const lineLimit = 4 << 20;

/** Parses a stream of JSON objects, one a line, as they arrive. Leaving the loop early destroys the stream. */
export async function* jsonLines(stream: Readable, host: string): AsyncGenerator<Record<string, unknown>> {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const lines = (pending + decoder.write(chunk)).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") yield parseLine(line);
      if (pending.length > lineLimit) {
        throw new SlipwayError("protocol-error", `the Docker daemon at ${host} sent a line without an end`);
      }
    }
  } catch (error) {
    throw error instanceof SlipwayError ? error : connectionLost(host, error);
  }
  if (pending.trim() !== "") yield parseLine(pending);
}

function parseLine(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    throw new SlipwayError("protocol-error", "the Docker daemon sent a line that is not JSON", { cause });
  }
  throw new SlipwayError("protocol-error", "the Docker daemon sent a line that is not a JSON object");
}
