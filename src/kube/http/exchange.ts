import http from "node:http";
import https from "node:https";

const maxBody = 32 << 20;

/** An answer that has been read to its end. */
export interface Answer {
  readonly code: number;
  readonly body: string;
  /** Milliseconds; undefined when the server does not say that it may be asked again. */
  readonly retryAfter: number | undefined;
  /** The body of an answer of success that is read as it comes; `body` is empty then. */
  readonly stream?: http.IncomingMessage | undefined;
}

/** How an answer is read. */
export interface ExchangeOptions {
  readonly payload?: string | undefined;
  /** An answer of success is handed over when its head is there. Default false. */
  readonly streamed?: boolean | undefined;
}

/**
 * One request and its answer. `timeout` of the request bounds the server's silence, also that of a stream, which then
 * fails. Rejects with the errors of Node.
 */
export function exchange(
  url: URL,
  request: https.RequestOptions & { readonly timeout: number },
  { payload, streamed = false }: ExchangeOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request: open } = url.protocol === "https:" ? https : http;
    const sent = open(url, request, (response) => {
      const { statusCode: code = 0, headers } = response;
      if (streamed && code === 200) {
        resolve({ code, body: "", retryAfter: undefined, stream: response });
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBody) sent.destroy(new Error(`the answer is longer than ${maxBody >> 20} MiB`));
      });
      response.once("error", reject);
      response.once("end", () => {
        const seconds = Number(headers["retry-after"] ?? Number.NaN);
        resolve({
          code,
          body: Buffer.concat(chunks).toString("utf8"),
          retryAfter: Number.isNaN(seconds) ? undefined : seconds * 1000,
        });
      });
    });
    sent.once("timeout", () => sent.destroy(new Error(`no answer in ${request.timeout / 1000} s`)));
    sent.once("error", reject);
    sent.end(payload);
  });
}
