import { Readable } from "node:stream";
import { type Dispatcher, request } from "undici";
import type { HttpAnswer, HttpInit } from "./http-answer.js";
import { toAnswer } from "./node-request.js";

/** Sends a request through a proxy. */
export async function throughProxy(
  url: URL,
  { method, headers, body, signal }: HttpInit,
  dispatcher: Dispatcher,
): Promise<HttpAnswer> {
  const isWhole = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  const answer = await request(url, {
    method: method as Dispatcher.HttpMethod,
    headers,
    dispatcher,
    signal,
    // The caller has limits of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    body: isWhole ? (body ?? null) : Readable.from(body, { objectMode: false }),
  });
  return toAnswer(answer.statusCode, answer.headers, answer.body, method);
}
