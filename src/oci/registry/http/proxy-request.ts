import { Readable } from "node:stream";
import { type Dispatcher, request } from "undici";
import type { HttpAnswer, HttpInit } from "./http-answer.js";

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
  const get = (name: string) => {
    const value = answer.headers[name.toLowerCase()];
    return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
  };
  const isEmpty = method === "HEAD" || [204, 205, 304].includes(answer.statusCode);
  if (isEmpty) answer.body.resume();
  return {
    status: answer.statusCode,
    headers: { get, has: (name) => get(name) !== null },
    body: isEmpty ? null : answer.body,
  };
}
