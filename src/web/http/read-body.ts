import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { parseJson } from "../../util/json-value.js";
import { Refusal } from "./respond.js";

/** Bytes of a request in JSON, and milliseconds it may take: all of them are a few words that a page sends at once. */
const LARGEST_JSON = 4 * 1024;
const PATIENCE = 5_000;

/**
 * The body of a request as it comes. It fails with 413 beyond so many bytes.
 *
 * @throws Refusal 413 where the request says that it has more.
 */
export function boundedBody(request: IncomingMessage, most: number): Transform {
  const tooLarge = () => new Refusal(413, "invalid-argument", `the request has more than ${most} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > most) throw tooLarge();
  let size = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > most) done(tooLarge());
      else done(null, chunk);
    },
  });
  request.once("error", (error) => bound.destroy(error));
  request.once("close", () => {
    if (!request.complete) bound.destroy(new Refusal(400, "invalid-argument", "the request broke off"));
  });
  return request.pipe(bound);
}

/**
 * A JSON body.
 *
 * @param patience milliseconds until it must be there
 * @throws Refusal 400 for what is none, 408 for one that does not come, 413 for one that is too large.
 */
export async function readJson(request: IncomingMessage, patience = PATIENCE): Promise<unknown> {
  const chunks: Buffer[] = [];
  const body = boundedBody(request, LARGEST_JSON);
  const late = () => body.destroy(new Refusal(408, "invalid-argument", "the request did not come in time"));
  const timer = setTimeout(late, patience);
  try {
    for await (const chunk of body) chunks.push(chunk);
  } finally {
    clearTimeout(timer);
  }
  const value = parseJson(Buffer.concat(chunks).toString("utf8"));
  if (value === undefined) throw new Refusal(400, "invalid-argument", "the request is no JSON");
  return value;
}
