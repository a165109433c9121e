import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { parseJson } from "../../util/json-value.js";
import { Refusal } from "./respond.js";

/** Bytes of a request in JSON. */
const LARGEST_JSON = 64 * 1024;

/** The body of a request as it comes. It fails with 413 beyond so many bytes. */
export function boundedBody(request: IncomingMessage, most: number): Transform {
  let size = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > most) done(new Refusal(413, "invalid-argument", `the request has more than ${most} bytes`));
      else done(null, chunk);
    },
  });
  request.once("error", (error) => bound.destroy(error));
  request.once("close", () => {
    if (!request.complete) bound.destroy(new Refusal(400, "invalid-argument", "the request broke off"));
  });
  return request.pipe(bound);
}

/** A JSON body. Throws 400 for what is none, 413 for one that is too large. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of boundedBody(request, LARGEST_JSON)) chunks.push(chunk);
  const value = parseJson(Buffer.concat(chunks).toString("utf8"));
  if (value === undefined) throw new Refusal(400, "invalid-argument", "the request is no JSON");
  return value;
}
