import type { IncomingMessage, ServerResponse } from "node:http";
import { SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import { securityHeaders } from "../access/headers.js";
import type { Failure } from "../contract/index.js";

/** What a request is answered. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

const STATUS: { readonly [Code in SlipwayErrorCode]?: number } = {
  "invalid-argument": 400,
  "not-found": 404,
};

/** JSON. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

/** Text that is shown as such. */
export function textAnswer(body: string | Uint8Array, status = 200): Answer {
  return { status, type: "text/plain; charset=utf-8", body };
}

/** A request that is refused for a reason of its own. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What is answered where something threw. */
export function failureAnswer(reason: unknown): Answer {
  if (reason instanceof Refusal) {
    return jsonAnswer(
      { error: { code: reason.code, message: reason.message } } satisfies Failure,
      reason.status,
    );
  }
  const error = SlipwayError.from(reason);
  const { code, message, hint } = error;
  const failure: Failure = { error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  return jsonAnswer(failure, STATUS[code] ?? 500);
}

/** Sends an answer. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body }: Answer,
): void {
  response.writeHead(status, {
    ...securityHeaders,
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    // What is left of a body that nobody reads is not waited for.
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
