import type { Readable } from "node:stream";

/** No object of a cluster is longer; bytes. */
const longestLine = 8 << 20;

/** The lines of a stream of UTF-8 without their ends, empty ones left out. Throws for one that is far too long. */
export async function* lines(stream: Readable): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      const line = Buffer.concat(parts).toString("utf8").trim();
      parts = [];
      length = 0;
      from = end + 1;
      if (line !== "") yield line;
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestLine) throw new Error(`a line is longer than ${longestLine >> 20} MiB`);
  }
  const rest = Buffer.concat(parts).toString("utf8").trim();
  if (rest !== "") yield rest;
}
