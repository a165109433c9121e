import { errorCode } from "../../../util/error-code.js";
import type { AnswerHead } from "../../../util/http/answer-head.js";
import { requestHead } from "../../../util/http/request-head.js";
import { AnswerContent } from "./answer-content.js";
import type { ConnectionPool } from "./connection-pool.js";
import type { HttpAnswer, HttpInit } from "./http-answer.js";
import type { Exchange, HttpConnection } from "./http-connection.js";
import { giveBack } from "./lent-buffers.js";

/**
 * Sends a request over HTTP/1.1 in a fraction of the time and memory that fetch and Node's own client take. Content goes
 * out as fast as it is taken, and no longer than until there is an answer.
 */
export async function directRequest(url: URL, init: HttpInit, pool: ConnectionPool): Promise<HttpAnswer> {
  const { body, signal } = init;
  const content = typeof body === "string" ? Buffer.from(body) : (body ?? undefined);
  const head = headOf(url, init, content);
  for (;;) {
    signal.throwIfAborted();
    const connection = await pool.take(url, signal);
    const { isReused } = connection;
    try {
      return await exchange(connection, init.method, head, content, signal);
    } catch (reason) {
      // A connection that was kept, and that the server has closed in the meantime, says nothing of the request.
      const isStale = isReused && ["ECONNRESET", "EPIPE"].includes(errorCode(reason) ?? "");
      const isWhole = content === undefined || content instanceof Uint8Array;
      if (!isWhole || !isStale || signal.aborted) throw reason;
    }
  }
}

type Content = Exclude<HttpInit["body"], string>;

/** Methods whose requests say nothing of a content when they have none. */
const bodiless = new Set(["GET", "HEAD", "DELETE"]);

function headOf(url: URL, { method, headers }: HttpInit, content: Content): string {
  const hasLength = Object.keys(headers).some((name) => name.toLowerCase() === "content-length");
  const length = content instanceof Uint8Array ? content.byteLength : 0;
  const isCounted = content instanceof Uint8Array || (content === undefined && !bodiless.has(method));
  try {
    return requestHead(method, `${url.pathname}${url.search}`, {
      Host: url.host,
      ...(isCounted && !hasLength ? { "Content-Length": length } : {}),
      ...headers,
    });
  } catch (cause) {
    // What the server has sent, a token or an address, cannot be sent back.
    throw new Error((cause as Error).message, { cause });
  }
}

function exchange(
  connection: HttpConnection,
  method: string,
  head: string,
  content: Content,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let received: AnswerContent | undefined;
    let isAnswered = false;
    const over = () => signal.removeEventListener("abort", abort);
    const fail = (reason: unknown) => {
      over();
      received?.fail(reason as Error);
      reject(reason);
      if (connection.isBusyWith(one)) connection.socket.destroy();
    };
    const abort = () => fail(signal.reason);
    const one: Exchange = {
      method,
      onHead: (answer) => {
        isAnswered = true;
        received = new AnswerContent(sourceOf(connection, one));
        resolve(toAnswer(answer, method === "HEAD" ? null : received));
      },
      onPiece: (piece) => received?.push(piece),
      onEnd: () => {
        over();
        received?.end();
      },
      onFailure: fail,
    };
    signal.addEventListener("abort", abort);
    connection.begin(one);
    send(connection, head, content, () => isAnswered || !connection.isBusyWith(one)).catch(fail);
  });
}

/** An answer that is through has no say over the connection any more. */
function sourceOf(connection: HttpConnection, exchange: Exchange) {
  const ifBusy = (act: () => void) => () => {
    if (connection.isBusyWith(exchange)) act();
  };
  const { socket } = connection;
  return {
    pause: ifBusy(() => socket.pause()),
    resume: ifBusy(() => socket.resume()),
    abandon: ifBusy(() => socket.destroy()),
  };
}

async function send(
  connection: HttpConnection,
  head: string,
  content: Content,
  isOver: () => boolean,
): Promise<void> {
  const { socket } = connection;
  if (content === undefined || content instanceof Uint8Array) {
    socket.cork();
    socket.write(head, "latin1");
    if (content !== undefined) socket.write(content);
    socket.uncork();
    connection.requestSent();
    return;
  }
  socket.write(head, "latin1");
  for await (const chunk of content) {
    if (isOver()) return;
    if (!socket.write(chunk, () => giveBack(chunk))) await drainedOrOver(connection, isOver);
  }
  if (!isOver()) connection.requestSent();
}

function drainedOrOver({ socket }: HttpConnection, isOver: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
    if (isOver()) done();
  });
}

function toAnswer({ status, headers }: AnswerHead, body: AnswerContent | null): HttpAnswer {
  const get = (name: string) => headers[name.toLowerCase()] ?? null;
  return { status, headers: { get, has: (name) => get(name) !== null }, body };
}
